"""The objector's page of withdrawal: number and code, limits, hostile fields."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from ipcontact.acts.models import Act
from ipcontact.audit.models import AccessEvent, Change
from ipcontact.notifications.models import Message
from registry.objections import services
from registry.objections.choices import ObjectionState as S
from registry.objections.models import Objection
from tests.filing import TODAY
from tests.registry.objections.conftest import REASON, SECRETS

pytestmark = pytest.mark.django_db


SURE = {"is_sure": "on"}


@pytest.fixture(autouse=True)
def _fresh_limits():
    """No test counts the tries of another."""
    cache.clear()


def url(objection, name: str = "withdraw-own") -> str:
    return reverse(f"objections:{name}", args=[objection.number])


def let_in(client, objection) -> None:
    code = services.code_of(objection)
    client.post(reverse("objections:lookup"), {"number": objection.number, "code": code})


def state_of(record) -> str:
    record.refresh_from_db()
    return record.state


@pytest.fixture
def withdrawn(taken_up) -> Objection:
    """Taken back online while it was investigated."""
    return services.withdraw(taken_up(), by=None, today=TODAY)


def test_page_when_another_browser_comes_or_the_code_is_wrong_then_the_lookup(client, registered):
    objection, other = registered(), registered()
    wrong = client.post(
        reverse("objections:lookup"), {"number": objection.number, "code": "AAAA-AAAA"}
    )
    let_in(client, other)  # the own one opens no other

    answers = [client.get(url(objection)), client.post(url(objection), SURE)]

    assert wrong.context["form"].errors
    assert {answer.url for answer in answers} == {reverse("objections:lookup")}
    assert AccessEvent.objects.filter(kind="refusal").exists()
    assert state_of(objection) == S.RECEIVED


def test_page_when_the_number_is_nonsense_then_the_lookup(client, db):
    for number in ("YY2026-999999", "x" * 300, "%00", "-1"):
        address = reverse("objections:lookup").replace("lookup", f"own/{number}/withdraw")
        assert client.post(address, SURE).status_code in (302, 404)


@pytest.mark.parametrize("sent", [{}, {"is_sure": ""}, {"is_sure": "false"}])
def test_page_when_not_confirmed_then_nothing_happens(client, registered, sent):
    objection = registered()
    let_in(client, objection)
    client.get(url(objection), SURE)

    answer = client.post(url(objection), sent)

    assert "请勾选确认后再撤回" in answer.content.decode()
    assert state_of(objection) == S.RECEIVED


@pytest.mark.parametrize("value", ["\x00", "x" * 70_000, "\u202e😀𠮷", "a\r\nX: y"])
def test_page_when_hostile_fields_are_sent_along_then_they_change_nothing(
    client, registered, value
):
    objection = registered()
    let_in(client, objection)

    sent = {**SURE, "reason": value, "state": value, "goes_on": value, "by": value}
    answer = client.post(url(objection), sent)

    assert (answer.status_code, state_of(objection)) == (302, S.WITHDRAWN)
    assert Act.objects.of(objection).latest("pk").reason == "异议人在网上撤回"


def test_page_when_too_many_come_from_one_address_then_told_to_wait(client, registered, settings):
    first, second = registered(), registered()
    for each in (first, second):
        let_in(client, each)
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "objection_new": "1/h/ip"}

    answers = [client.post(url(each), SURE).status_code for each in (first, second)]

    assert answers == [302, 429]
    assert state_of(second) == S.RECEIVED


def test_identity_when_withdrawn_then_still_nowhere(client, withdrawn, leader, checker):
    client.force_login(checker)
    pages = [
        client.get(address).content.decode()
        for address in (
            withdrawn.get_absolute_url(), reverse("objections:list"), url(withdrawn, "settle"),
        )
    ]  # fmt: skip
    let_in(client, withdrawn)
    pages.append(client.get(url(withdrawn, "status")).content.decode())
    kept = " ".join(str(row.__dict__) for model in (Change, Act, Message)
                    for row in model.objects.all())  # fmt: skip

    assert not any(secret in page for secret in SECRETS for page in [*pages, kept])
    assert not any(REASON in page for page in pages)
