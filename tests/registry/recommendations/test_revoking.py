"""A recommendation is revoked; two claimants, and which of them speaks for the unit."""

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.acts.models import Act
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.applications import services as filing
from registry.applications.choices import Actor, ApplicationAction
from registry.applications.models import Application
from registry.recommendations import services
from tests.factories import make_agency, make_user
from tests.filing import NOON, TODAY, bypassed, submitted
from tests.recommending import clerk_of, confirmed, drafted, head_of, link_to, signed

pytestmark = pytest.mark.django_db
REASON = "盖章申报表与营业执照一致"


def test_revoke_when_the_unit_has_not_confirmed_then_the_file_falls_and_the_contact_hears(
    station, round_, head, clerk
):
    made = signed(round_, agency=station, head=head)
    token = link_to(made.application)

    services.revoke(made, reason="企业已迁出", by=head, today=TODAY)

    application = Application.objects.get()
    made.refresh_from_db()
    assert (made.state, made.revoked_reason, application.state) == (
        "revoked",
        "企业已迁出",
        "discarded",
    )
    assert Act.objects.of(application).latest("pk").reason == "企业已迁出"
    assert Message.objects.filter(person_name="示例联络员", title__startswith="推荐已撤销").exists()
    assert Message.objects.to(clerk).filter(title__startswith="已撤销推荐").exists()
    with pytest.raises(RuleViolation):
        services.peek(token)


def test_revoke_when_a_second_agency_recommends_too_then_the_file_stays(station, round_, head):
    first = signed(round_, agency=station, head=head)
    other = make_agency("station")
    second = drafted(round_, agency=other, credit_code=first.application.credit_code)
    services.sign(second, by=head_of(other), today=TODAY, now=NOON)

    services.revoke(first, reason="不归本所", by=head, today=TODAY)

    application = Application.objects.get(pk=first.application_id)
    assert (application.state, application.is_recommended) == ("awaiting_unit", True)


def test_revoke_when_self_filed_and_endorsed_then_one_source_is_left(station, head, clerk):
    filed = submitted()
    made = services.draft_opinion(filed, opinion="recommended", statement="", by=clerk)
    services.sign(made, by=head, today=TODAY, now=NOON)

    services.revoke(made, reason="发现材料不实", by=head, today=TODAY)

    filed.refresh_from_db()
    assert (filed.state, filed.sources) == ("bureau_review", "自愿申报")


def test_revoke_when_it_is_the_only_source_of_a_confirmed_file_then_refused(station, round_, head):
    made = signed(round_, agency=station, head=head)
    confirmed(made)

    with pytest.raises(RuleViolation) as refusal:
        services.revoke(made, reason="材料不实", by=head, today=TODAY)

    made.refresh_from_db()
    assert (refusal.value.code, made.state) == ("only_source", "signed")


def test_revoke_when_unsigned_unreasoned_or_by_the_wrong_people_then_refused(
    station, round_, head, clerk
):
    draft, made = drafted(round_, agency=station), signed(round_, agency=station, head=head)

    with pytest.raises(RuleViolation) as unsigned:
        services.revoke(draft, reason="理由", by=head, today=TODAY)
    with pytest.raises(RuleViolation) as unreasoned:
        services.revoke(made, reason=" ", by=head, today=TODAY)
    for person in (clerk, make_user(), head_of(make_agency("station"))):
        with pytest.raises(PermissionDenied):
            services.revoke(made, reason="理由", by=person, today=TODAY)

    assert (unsigned.value.code, unreasoned.value.code) == ("wrong_state", "reason_missing")


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


def test_revoke_when_a_rival_waits_then_it_speaks_and_can_be_signed(station, round_, head, clerk):
    made = signed(round_, agency=station, head=head)
    claim = submitted(round_, credit_code=made.application.credit_code)

    services.revoke(made, reason=REASON, by=head, today=TODAY)

    opinion = services.draft_opinion(claim, opinion="recommended", statement="", by=clerk)
    services.sign(opinion, by=head, today=TODAY, now=NOON)
    claim.refresh_from_db()
    assert (claim.state, claim.is_rival) == ("bureau_review", False)
