"""Confirming or declining from 我的申报, signed in, without a one-time link."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.files.models import StoredFile
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import SealedCopy, Submission
from registry.recommendations import services
from registry.units.models import UnitAccount
from tests.factories import make_unit, make_user
from tests.files import samples
from tests.filing import NOON, TODAY
from tests.recommending import facts_of, link_to, signed, stamped_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(fixed_today):
    fixed_today("2026-09-18")


@pytest.fixture
def file(station, head):
    """The file of a unit that is asked to confirm."""
    return signed(agency=station, head=head).application


def account_of(unit, head):
    user = make_user(Role.UNIT_USER, agency=None)
    UnitAccount.objects.create(unit=unit, user=user, verified_by=head, verified_on=TODAY)
    return user


@pytest.fixture
def owner(file, head):
    return account_of(file.unit, head)


def url(file, name: str = "own") -> str:
    return reverse(f"recommendations:{name}", args=[file.application_no])


def typed(client, file, **values) -> dict:
    form = client.get(url(file)).context["form"]
    facts = {field.name: field.value() for field in form if field.name != "stamped"}
    return {**facts, "agreed": "on", "stamped": stamped_page(), **values}


def status_of(file) -> str:
    file.refresh_from_db()
    return file.state


def test_confirm_when_corrected_then_at_the_bureau_under_the_account(client, file, owner):
    token = link_to(file)
    client.force_login(owner)

    answer = client.post(url(file), typed(client, file, registered_address="示例新路2号"))

    assert answer.url == reverse("applications:status", args=[file.application_no])
    assert status_of(file) == "bureau_review"
    assert file.answers["basic"]["registered_address"] == "示例新路2号"
    step = Act.objects.of(file).get(code="application.confirm")
    assert (step.acted_by, step.actor_name) == (owner, file.unit_name)
    assert SealedCopy.objects.get().submission.submitted_by == owner
    with pytest.raises(RuleViolation):
        services.peek(token)


def test_confirm_when_sent_twice_then_one_submission_and_the_page_says_done(client, file, owner):
    client.force_login(owner)
    sent = typed(client, file)
    client.post(url(file), sent)

    again = client.post(url(file), {**sent, "stamped": stamped_page()}, follow=True)

    assert "已经确认" in again.content.decode()
    assert (Submission.objects.count(), StoredFile.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("unit_name", ""),
        ("unit_name", "x" * 70_000),
        ("unit_kind", "bureau"),
        ("region", "999999"),
        ("criteria", ["99"]),
        ("criteria", []),
        ("contact_mobile", "12345"),
        ("contact_name", "\x00"),
        ("agreed", ""),
        ("stamped", samples.upload("盖章页.jpg", b"<html><script>")),
        ("stamped", ""),
    ],
)
def test_confirm_when_a_value_is_wrong_then_kept_said_and_nothing_happens(
    client, file, owner, name, value
):
    client.force_login(owner)

    answer = client.post(url(file), typed(client, file, **{name: value}))

    assert answer.status_code == 200
    assert name in answer.context["form"].errors
    assert (status_of(file), Submission.objects.count()) == ("awaiting_unit", 0)


def test_confirm_when_the_code_is_sent_along_then_it_stays(client, file, owner):
    code = file.credit_code
    client.force_login(owner)

    client.post(url(file), typed(client, file, credit_code="91120116MA0000004D", state="ready"))

    assert (status_of(file), file.credit_code) == ("bureau_review", code)


def test_decline_when_sent_then_final_and_the_agency_hears_why(client, file, owner, clerk):
    client.force_login(owner)
    client.get(url(file, "own-decline"), {"reason": "看看"})
    assert status_of(file) == "awaiting_unit"

    client.post(url(file, "own-decline"), {"reason": "暂无需求"})
    again = client.post(url(file, "own-decline"), {"reason": "再来"}, follow=True)

    assert status_of(file) == "declined"
    step = Act.objects.of(file).get(code="application.decline")
    assert (step.acted_by, step.reason) == (owner, "暂无需求")
    assert Message.objects.to(clerk).get(title__startswith="单位谢绝推荐").body == "理由：暂无需求"
    assert "已经谢绝" in again.content.decode()
    assert Act.objects.of(file).filter(code="application.decline").count() == 1


def test_decline_when_the_reason_is_too_long_then_said_and_nothing_happens(client, file, owner):
    client.force_login(owner)

    answer = client.post(url(file, "own-decline"), {"reason": "理" * 301})

    assert "reason" in answer.context["form"].errors
    assert status_of(file) == "awaiting_unit"


def test_decline_when_confirmed_already_then_refused(file, owner):
    services.confirm_with_account(
        file, facts=facts_of(file), upload=stamped_page(), clicked_at=NOON, by=owner, today=TODAY
    )

    with pytest.raises(RuleViolation) as refusal:
        services.decline_with_account(file, reason="", by=owner, today=TODAY)

    assert (refusal.value.code, status_of(file)) == ("settled", "bureau_review")


def test_services_when_by_a_stranger_then_refused(file, head, clerk):
    people = account_of(make_unit(), head), clerk, head

    for person in people:
        with pytest.raises(PermissionDenied):
            services.decline_with_account(file, reason="", by=person, today=TODAY)

    assert status_of(file) == "awaiting_unit"


@pytest.mark.parametrize("name", ["own", "own-decline", "own-page"])
def test_pages_when_of_another_unit_or_of_staff_then_closed(client, file, head, clerk, name):
    client.force_login(account_of(make_unit(), head))
    stranger = client.get(url(file, name)).status_code
    posted = client.post(url(file, name), {"reason": "冒名"})
    client.force_login(clerk)
    staff = client.get(url(file, name)).status_code
    client.logout()
    nobody = client.get(url(file, name)).status_code

    assert (stranger, staff, nobody) == (404, 403, 302)
    assert posted.status_code in (404, 405)  # the stamped page takes no form
    assert status_of(file) == "awaiting_unit"


def test_stamped_page_when_opened_then_the_facts_to_be_stamped_and_nothing_changes(
    client, file, owner
):
    client.force_login(owner)

    page = client.get(url(file, "own-page")).content.decode()

    assert file.unit_name in page
    assert status_of(file) == "awaiting_unit"
