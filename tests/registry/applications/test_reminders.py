"""Ringing those who have begun and not handed in: who sees what, and what is kept."""

import pytest
from django.urls import reverse

from ipcontact.accounts.models import Agency
from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.audit.models import AccessEvent
from ipcontact.ui.errors import RuleViolation
from registry.applications.services.reminders import log_reminder
from tests.factories import make_user
from tests.filing import NOON, TODAY, draft, make_round, region_agency, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(fixed_today) -> None:
    fixed_today(TODAY.isoformat())


@pytest.fixture
def handler(db):
    return make_user(Role.HANDLER, agency=Agency.objects.get(kind="bureau"), name="示例经办")


@pytest.fixture
def clerk(db):
    return make_user(Role.AGENCY_CLERK, agency=region_agency(), name="示例内勤")


def ring(application, verb: str = "called") -> str:
    return reverse(f"reminders:{verb}", args=[application.round.number, application.application_no])


def test_drafts_when_listed_then_masked_and_nothing_that_was_written(client, handler):
    round_ = make_round()
    application = draft(round_)
    submitted(round_)
    client.force_login(handler)

    text = client.get(round_.get_absolute_url()).content.decode()

    assert application.unit_name in text
    assert "139****0001" in text
    assert "13900000001" not in text
    assert "示例甲" not in text
    assert "共1家" in text


def test_called_when_tapped_then_noted_as_a_phone_call_once(client, handler):
    application = draft()
    client.force_login(handler)

    responses = [client.post(ring(application), {"confirm": "1"}) for _ in range(2)]

    [act] = application_acts(application)
    assert (act.channel, act.acted_by, act.action) == ("phone", handler, "已电话催办")
    assert {response.url for response in responses} == {
        f"{application.round.get_absolute_url()}#drafts"
    }
    assert handler.name in client.get(application.round.get_absolute_url()).content.decode()


def application_acts(application) -> list[Act]:
    return list(Act.objects.of(application).filter(code="application.reminded"))


def test_phone_when_shown_then_only_after_the_click_and_kept(client, handler):
    application = draft()
    client.force_login(handler)

    before = client.get(ring(application, "phone")).content.decode()
    after = client.post(ring(application, "phone"), {"confirm": "1"})

    assert "13900000001" not in before
    assert "13900000001" in after.content.decode()
    assert "no-store" in after["Cache-Control"]
    event = AccessEvent.objects.get(kind="reveal")
    assert event.user_id == handler.pk
    assert application.application_no in event.target


def test_draft_when_in_the_jurisdiction_then_its_agency_may_ring_and_no_other(client, clerk):
    own, elsewhere = draft(), draft(region="120116402")
    client.force_login(clerk)

    assert client.get(ring(own)).status_code == 200
    assert client.post(ring(own), {"confirm": "1"}).status_code == 302
    assert [client.get(ring(elsewhere, verb)).status_code for verb in ("called", "phone")] == [
        404
    ] * 2
    assert client.post(ring(elsewhere), {"confirm": "1"}).status_code == 404
    assert elsewhere.unit_name not in client.get(own.round.get_absolute_url()).content.decode()


def test_draft_when_handed_in_meanwhile_then_no_page_to_ring(client, handler):
    application = submitted()
    client.force_login(handler)

    assert client.post(ring(application), {"confirm": "1"}).status_code == 404
    assert application_acts(application) == []


@pytest.mark.parametrize("role", [Role.DECIDER, Role.AGENCY_HEAD, Role.UNIT_USER])
def test_ringing_when_the_role_may_not_then_refused(client, role):
    application = draft()
    client.force_login(make_user(role))

    assert client.get(ring(application)).status_code == 403
    assert client.post(ring(application, "phone"), {"confirm": "1"}).status_code == 403


def test_service_when_the_draft_was_handed_in_then_refused_in_words(handler):
    application = submitted()

    with pytest.raises(RuleViolation, match="不必再催") as refused:
        log_reminder(application, by=handler, now=NOON)

    assert refused.value.code == "submitted"
