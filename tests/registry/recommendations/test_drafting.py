"""A clerk drafts: a new file, an opinion, or a place in the file that is there."""

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.recommendations import services
from registry.recommendations.models import Recommendation
from tests.factories import make_agency, make_edition, make_unit, make_user
from tests.filing import NOON, TODAY, make_round, submitted
from tests.recommending import clerk_of, drafted, proposal, signed

pytestmark = pytest.mark.django_db


def test_propose_when_unknown_then_a_draft_of_the_agency_with_what_it_said(station, round_, clerk):
    made = services.propose(
        proposal(unit_name="示例推荐有限公司", criteria=("1", "9")),
        round=round_,
        agency=station,
        by=clerk,
        now=NOON,
    )

    application = made.application
    assert (application.state, application.drafted_by_agency) == ("draft", station)
    assert (application.is_recommended, application.is_self_filed) == (True, False)
    assert application.persons["contacts"]["primary_mobile"] == "13900000088"
    claims = application.claims.order_by("criterion__code")
    assert [(c.criterion.code, c.endorsement) for c in claims] == [
        ("1", made.statement),
        ("9", made.statement),
    ]
    assert (made.state, made.drafted_by, made.signed_by) == ("drafting", clerk, None)
    assert application.unit is None


def test_propose_when_recommended_already_then_refused_and_nothing_made(station, round_, clerk):
    first = drafted(round_, agency=station)
    code = first.application.credit_code

    with pytest.raises(RuleViolation, match="已推荐该单位") as refusal:
        drafted(round_, agency=station, by=clerk, credit_code=code)

    assert refusal.value.code == "already"
    assert Application.objects.count() == 1


def test_propose_when_on_the_roster_then_refused(station, round_, clerk):
    unit = make_unit()
    make_edition([unit])

    with pytest.raises(RuleViolation, match="已在现行名录中"):
        drafted(round_, agency=station, by=clerk, credit_code=unit.credit_code)


def test_propose_when_the_unit_filed_itself_then_joins_that_file(station, round_, clerk):
    filed = submitted(round_)

    made = drafted(round_, agency=station, by=clerk, credit_code=filed.credit_code)

    assert made.application == filed
    assert Application.objects.count() == 1


def test_propose_when_another_draft_of_somebody_blocks_nobody_then_made(station, round_, clerk):
    other = make_agency("station")
    first = drafted(round_, agency=other)

    made = drafted(round_, agency=station, by=clerk, credit_code=first.application.credit_code)

    assert made.application != first.application


def test_propose_when_declined_before_then_may_be_proposed_again(station, round_, head):
    made = signed(round_, agency=station, head=head)
    services.revoke(made, reason="信息有误", by=head, today=TODAY)

    again = drafted(round_, agency=station, credit_code=made.application.credit_code)

    assert again.application != made.application


def test_propose_when_the_round_is_over_then_refused(station, clerk):
    over = make_round(closes_at=NOON.replace(day=17))

    with pytest.raises(RuleViolation) as refusal:
        drafted(over, agency=station, by=clerk)

    assert refusal.value.code == "round_closed"
    assert not Recommendation.objects.exists()


@pytest.mark.parametrize("role", [Role.AGENCY_HEAD, Role.HANDLER, Role.LIAISON_OFFICER])
def test_propose_when_the_role_is_wrong_then_forbidden(station, round_, role):
    with pytest.raises(PermissionDenied):
        drafted(round_, agency=station, by=make_user(role, agency=station))


def test_propose_when_another_agency_is_named_then_forbidden(station, round_):
    stranger = clerk_of(make_agency("station"))

    with pytest.raises(PermissionDenied):
        drafted(round_, agency=station, by=stranger)


def test_propose_when_the_agency_does_not_recommend_then_refused(round_):
    bureau = make_agency("bureau")

    with pytest.raises(RuleViolation) as refusal:
        drafted(round_, agency=bureau, by=clerk_of(bureau))

    assert refusal.value.code == "not_recommender"


def test_revise_when_draft_then_file_and_opinion_say_the_new(station, round_, clerk):
    made = drafted(round_, agency=station)
    code = made.application.credit_code

    services.revise(
        made,
        proposal(
            credit_code=code, unit_name="示例改名有限公司", criteria=("2",), statement="改过的意见"
        ),
        by=clerk,
    )

    made.refresh_from_db()
    application = Application.objects.get()
    assert (made.statement, made.version) == ("改过的意见", 2)
    assert application.unit_name == "示例改名有限公司"
    assert [claim.criterion.code for claim in application.claims.all()] == ["2"]


def test_revise_when_signed_or_stale_then_refused(station, round_, clerk, head):
    made = drafted(round_, agency=station)
    with pytest.raises(RuleViolation) as stale:
        services.revise(made, proposal(), by=clerk, version=9)
    services.sign(made, by=head, today=TODAY, now=NOON)

    with pytest.raises(RuleViolation) as late:
        services.revise(made, proposal(), by=clerk)

    assert (stale.value.code, late.value.code) == ("stale", "not_draft")


def test_opinion_when_written_twice_then_one_draft_with_the_last_words(station, clerk):
    filed = submitted()

    services.draft_opinion(filed, opinion="recommended", statement="同意", by=clerk)
    services.draft_opinion(filed, opinion="not_recommended", statement="材料不实", by=clerk)

    made = Recommendation.objects.get()
    assert (made.application, made.agency) == (filed, station)
    assert (made.opinion, made.statement) == ("not_recommended", "材料不实")


def test_opinion_when_against_without_reason_then_refused(clerk):
    with pytest.raises(RuleViolation) as refusal:
        services.draft_opinion(submitted(), opinion="not_recommended", statement=" ", by=clerk)

    assert refusal.value.code == "reason_missing"


def test_opinion_when_of_a_rival_or_of_another_agency_then_refused(station, clerk):
    filed = submitted()
    rival = submitted(filed.round, credit_code=filed.credit_code)
    stranger = clerk_of(make_agency("station"))

    with pytest.raises(RuleViolation) as refusal:
        services.draft_opinion(rival, opinion="recommended", statement="", by=clerk)
    with pytest.raises(PermissionDenied):
        services.draft_opinion(filed, opinion="recommended", statement="", by=stranger)

    assert refusal.value.code == "rival"


def test_drop_when_draft_then_the_own_file_goes_too_and_only_once(station, round_, clerk):
    made = drafted(round_, agency=station)

    services.drop_draft(made, by=clerk, today=TODAY)

    made.refresh_from_db()
    made.application.refresh_from_db()
    assert (made.state, made.application.state) == ("revoked", "discarded")
    with pytest.raises(RuleViolation):
        services.drop_draft(made, by=clerk, today=TODAY)


def test_drop_when_it_joined_a_file_then_the_file_stays(station, round_, clerk):
    filed = submitted(round_)
    made = drafted(round_, agency=station, by=clerk, credit_code=filed.credit_code)

    services.drop_draft(made, by=clerk, today=TODAY)

    filed.refresh_from_db()
    assert filed.state == "agency_review"
