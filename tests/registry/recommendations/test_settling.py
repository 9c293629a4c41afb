"""Two claimants of one unit, and which of them speaks for it."""

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.acts.models import Act
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.applications import services as filing
from registry.applications.choices import Actor, ApplicationAction
from registry.recommendations import services
from tests.factories import make_agency, make_user
from tests.filing import TODAY, bypassed, submitted
from tests.recommending import clerk_of, link_to, signed
from tests.registry.recommendations.test_revoking import REASON

pytestmark = pytest.mark.django_db


def test_settle_when_the_self_filed_one_wins_then_recommended_and_past_the_first_review(
    station, round_, head, clerk
):
    made = signed(round_, agency=station, head=head)
    invited = made.application
    claim = submitted(round_, credit_code=invited.credit_code)
    token = link_to(invited)

    services.settle_claim(winner=claim, loser=invited, reason=REASON, by=clerk, today=TODAY)

    claim.refresh_from_db()
    invited.refresh_from_db()
    made.refresh_from_db()
    assert (invited.state, claim.state, claim.is_rival) == ("discarded", "bureau_review", False)
    assert (claim.sources, made.application) == ("自愿申报、推荐", claim)
    step = Act.objects.of(claim).get(code="application.endorse")
    assert (step.acted_by, step.entered_by) == (head, clerk)
    with pytest.raises(RuleViolation):
        services.peek(token)


def test_settle_when_the_invited_one_wins_then_the_claimant_hears_only_that_it_is_closed(
    station, round_, head, clerk
):
    made = signed(round_, agency=station, head=head)
    claim = submitted(round_, credit_code=made.application.credit_code)

    services.settle_claim(
        winner=made.application, loser=claim, reason=REASON, by=clerk, today=TODAY
    )

    made.application.refresh_from_db()
    claim.refresh_from_db()
    assert (made.application.state, claim.state) == ("awaiting_unit", "discarded")
    told = Message.objects.about(claim).get(kind="application.displaced")
    assert told.title == f"申报 {claim.application_no} 已关闭"
    assert made.application.application_no not in told.body


def test_settle_when_unreasoned_unrelated_or_by_the_wrong_people_then_refused(
    station, round_, head, clerk
):
    made = signed(round_, agency=station, head=head)
    claim = submitted(round_, credit_code=made.application.credit_code)
    unrelated = submitted(round_)
    pair = {"winner": claim, "loser": made.application, "today": TODAY}

    with pytest.raises(RuleViolation) as unreasoned:
        services.settle_claim(**pair, reason="", by=clerk)
    with pytest.raises(RuleViolation) as strangers:
        services.settle_claim(winner=claim, loser=unrelated, reason=REASON, by=clerk, today=TODAY)
    for person in (head, clerk_of(make_agency("station"))):
        with pytest.raises(PermissionDenied):
            services.settle_claim(**pair, reason=REASON, by=person)

    assert (unreasoned.value.code, strangers.value.code) == ("reason_missing", "not_rivals")
    claim.refresh_from_db()
    assert claim.is_rival


def test_settle_when_done_then_the_second_time_is_refused_and_the_bureau_may_too(
    station, round_, head
):
    handler = make_user()
    made = signed(round_, agency=station, head=head)
    claim = submitted(round_, credit_code=made.application.credit_code)
    pair = {"winner": claim, "loser": made.application, "reason": REASON, "today": TODAY}
    services.settle_claim(**pair, by=handler)

    with pytest.raises(RuleViolation) as refusal:
        services.settle_claim(**pair, by=handler)

    assert refusal.value.code == "not_rivals"


@pytest.mark.parametrize("state", ["inspection", "ready"])
def test_settle_when_the_first_comer_is_far_ahead_then_the_bureau_still_closes_it(
    station, round_, state
):
    handler = make_user()
    hostage_taker = bypassed(round_, by=handler, state=state)
    genuine = submitted(round_, credit_code=hostage_taker.credit_code)
    pair = {"winner": genuine, "loser": hostage_taker, "reason": REASON, "today": TODAY}

    with pytest.raises(RuleViolation) as refusal:
        services.settle_claim(**pair, by=clerk_of(station))
    services.settle_claim(**pair, by=handler)

    genuine.refresh_from_db()
    hostage_taker.refresh_from_db()
    assert refusal.value.code == "wrong_actor"
    assert (hostage_taker.state, genuine.is_rival) == ("discarded", False)


def test_settle_when_the_loser_is_on_a_list_then_refused_until_it_is_taken_off(round_):
    handler = make_user()
    speaking = bypassed(round_, by=handler, state="in_batch")
    genuine = submitted(round_, credit_code=speaking.credit_code)
    pair = {"winner": genuine, "loser": speaking, "reason": REASON, "today": TODAY, "by": handler}

    with pytest.raises(RuleViolation) as refusal:
        services.settle_claim(**pair)
    filing.advance(
        speaking, action=ApplicationAction.TAKE_OUT, actor=Actor.HANDLER, by=handler, today=TODAY
    )
    services.settle_claim(**pair)

    speaking.refresh_from_db()
    assert refusal.value.code == "listed_for_decision"
    assert "先将其移出批次" in refusal.value.message
    assert speaking.state == "discarded"


def test_settle_when_two_rivals_are_compared_then_neither_takes_the_place_of_the_speaking_one(
    station, round_, head
):
    handler = make_user()
    speaking = signed(round_, agency=station, head=head).application
    first = submitted(round_, credit_code=speaking.credit_code)
    second = submitted(round_, credit_code=speaking.credit_code)

    services.settle_claim(winner=second, loser=first, reason=REASON, by=handler, today=TODAY)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.is_rival) == ("discarded", "agency_review", True)
