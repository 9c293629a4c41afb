"""Two at once: two heads, one place left, confirm and revoke; each with a control."""

import threading
from collections.abc import Callable

import pytest

from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.recommendations import services
from registry.recommendations.models import Recommendation
from registry.recommendations.services import drafting, signing
from tests.filing import NOON, TODAY, make_round, region_agency
from tests.journeys.test_promise_races import WAIT, at_once
from tests.recommending import (
    drafted,
    facts_of,
    head_of,
    link_to,
    set_quota,
    signed,
    stamped_page,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def sign(made: Recommendation, by) -> Callable:
    return lambda: services.sign(made, by=by, today=TODAY, now=NOON)


def codes(results: list) -> list[str]:
    return [each.code for each in results if isinstance(each, RuleViolation)]


def test_heads_when_both_sign_at_once_then_one_signature_and_one_invitation():
    station = region_agency()
    made = drafted(agency=station)
    heads = head_of(station), head_of(station)

    results = at_once(*(sign(made, head) for head in heads))

    assert codes(results) == ["already_signed"]
    assert Recommendation.objects.get().signed_by in heads
    assert Application.objects.get().state == "awaiting_unit"


def test_quota_when_one_place_is_left_then_only_one_of_two_is_signed():
    station, round_ = region_agency(), make_round()
    set_quota(round_, station, 1)
    made = [drafted(round_, agency=station) for _ in range(2)]
    heads = head_of(station), head_of(station)

    results = at_once(*(sign(each, head) for each, head in zip(made, heads, strict=True)))

    assert codes(results) == ["quota"]
    assert Recommendation.objects.filter(state="signed").count() == 1


def test_control_when_the_quota_is_not_locked_then_the_same_race_signs_two(monkeypatch):
    station, round_ = region_agency(), make_round()
    set_quota(round_, station, 1)
    made = [drafted(round_, agency=station) for _ in range(2)]
    heads = head_of(station), head_of(station)
    barrier, quota_of = threading.Barrier(2), signing.quota_of

    def unlocked(round, agency, *, wanted=0, lock=False):
        verdict = quota_of(round, agency, wanted=wanted)
        barrier.wait(WAIT)
        return verdict

    monkeypatch.setattr(signing, "quota_of", unlocked)

    at_once(*(sign(each, head) for each, head in zip(made, heads, strict=True)))

    assert Recommendation.objects.filter(state="signed").count() == 2


def confirm(made: Recommendation, token: str) -> Callable:
    facts = facts_of(made.application)
    return lambda: services.confirm_by_link(
        token, facts=facts, upload=stamped_page(), clicked_at=NOON, today=TODAY
    )


def test_confirm_and_revoke_when_at_once_then_one_wins_and_the_state_is_one_of_two():
    station = region_agency()
    head = head_of(station)
    made = signed(agency=station, head=head)
    token = link_to(made.application)

    results = at_once(
        confirm(made, token),
        lambda: services.revoke(made, reason="信息有误", by=head, today=TODAY),
    )

    application = Application.objects.get()
    found = (application.state, Recommendation.objects.get().state, len(codes(results)))
    assert found in {("bureau_review", "signed", 1), ("discarded", "revoked", 1)}
    assert application.submissions.count() == (application.state == "bureau_review")


def test_link_when_tapped_twice_at_once_then_one_submission():
    made = signed()
    token = link_to(made.application)

    results = at_once(confirm(made, token), confirm(made, token))

    assert len(codes(results)) == 1
    assert made.application.submissions.count() == 1


def test_clerks_when_both_propose_one_unit_at_once_then_one_draft():
    station, round_ = region_agency(), make_round()
    code = drafted(round_).application.credit_code
    Recommendation.objects.all().delete()
    Application.objects.all().delete()

    results = at_once(
        *(lambda: drafted(round_, agency=station, credit_code=code) for _ in range(2))
    )

    assert codes(results) == ["already"]
    assert Recommendation.objects.count() == 1


def test_control_when_clerks_do_not_wait_then_the_same_race_makes_two_drafts(monkeypatch):
    station, round_ = region_agency(), make_round()
    barrier, look = threading.Barrier(2), drafting.standings

    def meet(*args, **kwargs):
        found = look(*args, **kwargs)
        barrier.wait(WAIT)
        return found

    monkeypatch.setattr(drafting, "wait_for_turn", lambda agency, round: None)
    monkeypatch.setattr(drafting, "standings", meet)
    code = "91120116MA0000004D"

    at_once(*(lambda: drafted(round_, agency=station, credit_code=code) for _ in range(2)))

    assert Recommendation.objects.count() == 2
