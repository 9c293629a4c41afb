"""A round of former years entered from its notice."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.rounds.models import IntakeRound
from registry.rounds.services import starting_values
from tests.changing import paper
from tests.factories import TODAY, make_user
from tests.filing import past_round

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(fixed_today, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    fixed_today(TODAY.isoformat())


def refused(code: str):
    return pytest.raises(RuleViolation, check=lambda error: error.code == code)


def test_backfill_when_entered_then_concluded_with_its_paper_and_nobody_told():
    handler = make_user()

    round_ = past_round(handler)

    assert (round_.state, round_.number) == ("concluded", "2025-01")
    step = Act.objects.of(round_).get()
    assert (step.is_backfill, step.event_on) == (True, date(2025, 4, 28))
    assert step.scan is not None
    assert not Message.objects.exists()


def test_backfill_when_a_citizen_looks_then_it_is_not_there(client):
    round_ = past_round(make_user())

    assert round_.name not in client.get(reverse("rounds:list")).text
    assert client.get(round_.get_absolute_url()).status_code == 404
    for name in ("call", "call-document", "calendar"):
        assert client.get(reverse(f"rounds:{name}", args=[round_.number])).status_code == 404


def test_backfill_when_the_next_one_is_planned_then_nothing_is_taken_over_from_it():
    usual = starting_values(today=TODAY)
    past_round(make_user())

    assert starting_values(today=TODAY) == usual


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("round_dates", {"opens_on": date(2025, 6, 1)}),
        ("round_dates", {"published_on": date(2025, 5, 2)}),
        ("round_dates", {"closes_on": TODAY}),
        ("round_dates", {"closes_on": TODAY + timedelta(days=1)}),
        ("scan_missing", {"scan": None}),
        (
            "no_scheme",
            {
                "published_on": date(2011, 1, 1),
                "opens_on": date(2011, 1, 1),
                "closes_on": date(2011, 2, 1),
            },
        ),
    ],
)
def test_backfill_when_the_days_or_the_paper_are_wrong_then_refused(code, values):
    with refused(code):
        past_round(make_user(), **values)
    assert not IntakeRound.objects.exists()


def test_backfill_when_entered_twice_then_the_name_is_taken():
    handler = make_user()
    past_round(handler)

    with refused("name_taken"):
        past_round(handler)


def test_backfill_when_another_role_then_refused(client):
    clerk = make_user(Role.AGENCY_CLERK)
    client.force_login(clerk)

    assert client.get(reverse("rounds:backfill")).status_code == 403
    with pytest.raises(PermissionDenied):
        past_round(clerk)


def test_page_when_filled_in_then_its_record_is_marked(client):
    client.force_login(make_user())
    sent = {
        "name": "2024年重点联系单位申报",
        "published_on": "2024-04-28",
        "opens_on": "2024-05-01",
        "closes_on": "2024-05-31",
        "scan": paper("申报通知.pdf"),
    }

    page = client.post(reverse("rounds:backfill"), sent, follow=True).text
    rows = client.get(reverse("rounds:list")).text
    again = client.post(reverse("rounds:backfill"), {**sent, "scan": paper("申报通知.pdf")}).text

    assert "已补录。" in page
    assert "补录的批次，通知原件见" in page
    assert "补录</span>" in rows
    assert "已有名为" in again
