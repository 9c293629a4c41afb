"""The head signs: the unit is asked, the file moves, places of the quota are taken."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.clocks.models import Clock
from ipcontact.notifications.models import Delivery, Message
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.recommendations import services
from registry.recommendations.models import Recommendation
from registry.rounds.contents import use_by_agency
from registry.units.models import Unit
from tests.factories import make_agency, make_user
from tests.filing import NOON, TODAY, submitted
from tests.recommending import (
    CONTACT,
    clerk_of,
    confirmed,
    drafted,
    head_of,
    set_quota,
    signed,
)

pytestmark = pytest.mark.django_db


def sign(made, by, **values):
    return services.sign(made, by=by, today=TODAY, now=NOON, **values)


def test_sign_when_proposal_then_unit_made_asked_and_clocked(station, round_, head):
    made = drafted(round_, agency=station)

    sign(made, head)

    made.refresh_from_db()
    application = Application.objects.get()
    assert (made.state, made.signed_by, made.signed_on) == ("signed", head, TODAY)
    assert application.state == "awaiting_unit"
    assert application.unit == Unit.objects.get(credit_code=application.credit_code)
    assert application.unit.lead_agency == station
    clock = Clock.objects.open_for(application).get()
    # Seven days end on 25 September, 中秋节; the limit ends with the first working day after it.
    assert (clock.name, clock.due_on) == ("单位确认推荐", date(2026, 9, 28))
    message = Message.objects.about(application).get(kind="application.invitation")
    assert (message.person_name, message.link_purpose) == ("示例联络员", "application.confirm")
    assert Act.objects.of(application).get().code == "application.recommend"


def test_sign_when_no_contact_is_named_then_the_invitation_is_handed_over_by_people(
    station, round_, head
):
    made = signed(round_, agency=station, head=head, contact_name="", mobile="")

    message = Message.objects.about(made.application).get()

    assert message.person_name.endswith("联络员")
    assert not Delivery.objects.filter(message=message).exists()


def test_sign_when_signed_already_then_says_by_whom_and_changes_nothing(station, round_, head):
    made = signed(round_, agency=station, head=head)
    second = head_of(station)

    with pytest.raises(RuleViolation, match=f"{head.name}已于 {TODAY}") as refusal:
        sign(made, second)

    made.refresh_from_db()
    assert (refusal.value.code, made.signed_by) == ("already_signed", head)
    assert Message.objects.filter(kind="application.invitation").count() == 1


def test_sign_when_own_review_recommends_then_to_the_bureau_with_both_sources(station, clerk, head):
    filed = submitted()
    made = services.draft_opinion(filed, opinion="recommended", statement="同意", by=clerk)

    sign(made, head)

    filed.refresh_from_db()
    assert (filed.state, filed.is_recommended, filed.is_self_filed) == ("bureau_review", True, True)
    assert filed.sources == "自愿申报、推荐"


def test_sign_when_own_review_is_against_then_to_the_bureau_with_the_reason(station, clerk, head):
    filed = submitted()
    made = services.draft_opinion(filed, opinion="not_recommended", statement="材料不实", by=clerk)

    sign(made, head)

    filed.refresh_from_db()
    assert (filed.state, filed.is_recommended) == ("bureau_review", False)
    step = Act.objects.of(filed).get(code="application.not_endorse")
    assert step.reason == "材料不实"


def test_sign_when_the_unit_filed_meanwhile_then_both_routes_meet_in_one_file(
    station, round_, head
):
    made = drafted(round_, agency=station)
    filed = submitted(round_, credit_code=made.application.credit_code)
    own = made.application

    sign(made, head)

    made.refresh_from_db()
    filed.refresh_from_db()
    own.refresh_from_db()
    assert made.application == filed
    assert (filed.state, filed.is_recommended) == ("bureau_review", True)
    assert own.state == "discarded"
    assert not Message.objects.filter(kind="application.invitation").exists()
    told = Message.objects.get(kind="application.recommendation")
    assert (told.person_name, "贵单位没有申报过的" in told.body) == (CONTACT, True)
    assert filed.application_no not in told.title + told.body


def test_sign_when_an_opinion_names_nobody_then_nobody_outside_is_told(station, round_, head):
    filed = submitted(round_)
    clerk = clerk_of(station)
    made = services.draft_opinion(filed, opinion="recommended", statement="", by=clerk)

    sign(made, head)

    assert not Message.objects.filter(kind="application.recommendation").exists()


def test_sign_when_a_second_agency_recommends_then_co_agency_and_both_see(station, round_, head):
    first = signed(round_, agency=station, head=head)
    other = make_agency("zone_bureau")
    clerk, chief = clerk_of(other), head_of(other)
    made = drafted(round_, agency=other, credit_code=first.application.credit_code)
    assert list(Application.objects.visible_to(clerk)) == [made.application]

    sign(made, chief)

    file = Application.objects.get(pk=first.application_id)
    assert (file.state, file.agency, file.co_agency) == ("awaiting_unit", station, other)
    assert Application.objects.visible_to(clerk).contains(file)
    assert Message.objects.to(head).filter(title__contains="也推荐了").exists()
    assert confirmed(first).state == "bureau_review"


def test_sign_when_the_place_of_business_is_elsewhere_then_its_agency_sees_the_file(
    station, round_
):
    center = make_agency("ip_protection_center")

    made = signed(round_, agency=center)

    assert (made.application.agency, made.application.co_agency) == (center, station)


def test_sign_when_a_stranger_claims_the_unit_then_the_claim_is_no_obstacle(station, round_, head):
    made = signed(round_, agency=station, head=head)

    claim = submitted(round_, credit_code=made.application.credit_code)

    assert claim.is_rival
    made.application.refresh_from_db()
    assert made.application.state == "awaiting_unit"


def test_sign_when_the_quota_is_full_then_refused_and_freed_by_revoking(station, round_, head):
    set_quota(round_, station, 1)
    first = signed(round_, agency=station, head=head)
    second = drafted(round_, agency=station)

    with pytest.raises(RuleViolation, match="推荐名额 1 家，已签发 1 家，已经用完") as refusal:
        sign(second, head)
    services.revoke(first, reason="企业迁出", by=head, today=TODAY)
    sign(second, head)

    second.refresh_from_db()
    assert (refusal.value.code, second.state) == ("quota", "signed")


def test_sign_many_when_all_fit_then_all_are_signed_and_refused_ones_say_why(station, round_, head):
    set_quota(round_, station, 3)
    good = [drafted(round_, agency=station) for _ in range(2)]
    late = signed(round_, agency=station, head=head)

    result = services.sign_many([*good, late], by=head, today=TODAY, now=NOON)

    assert [each.pk for each in result.done] == [each.pk for each in good]
    [(refused, reason)] = result.refused
    assert refused == late
    assert "无须再签" in reason
    assert Message.objects.filter(kind="application.invitation").count() == 3


def test_sign_many_when_more_than_the_quota_then_nothing_is_signed(station, round_, head):
    set_quota(round_, station, 2)
    made = [drafted(round_, agency=station) for _ in range(3)]

    with pytest.raises(RuleViolation, match="只剩 2 家；这次要签发 3 家"):
        services.sign_many(made, by=head, today=TODAY, now=NOON)

    assert not Recommendation.objects.filter(state="signed").exists()


@pytest.mark.parametrize("role", [Role.AGENCY_CLERK, Role.HANDLER, Role.DECIDER])
def test_sign_when_the_role_is_wrong_then_forbidden(station, round_, role):
    made = drafted(round_, agency=station)

    with pytest.raises(PermissionDenied):
        sign(made, make_user(role, agency=station))


def test_sign_when_of_another_agency_then_forbidden(station, round_):
    made = drafted(round_, agency=station)

    with pytest.raises(PermissionDenied):
        sign(made, head_of(make_agency("station")))


def test_sign_when_the_file_came_back_to_the_own_review_then_the_head_lets_it_pass(
    station, round_, head
):
    filed = submitted(round_)
    Application.objects.filter(pk=filed.pk).update(state="returned", returned_from="agency_review")
    made = drafted(round_, agency=station, credit_code=filed.credit_code)
    sign(made, head)
    Application.objects.filter(pk=filed.pk).update(state="agency_review", returned_from="")

    assert list(Recommendation.objects.to_sign()) == [made]
    sign(Recommendation.objects.get(), head)

    filed.refresh_from_db()
    assert filed.state == "bureau_review"


@pytest.mark.parametrize("state", ["withdrawn", "not_selected", "discarded"])
def test_to_sign_when_the_file_has_ended_then_its_draft_waits_no_more(
    client, station, round_, head, clerk, state
):
    filed = submitted(round_)
    made = services.draft_opinion(filed, opinion="recommended", statement="", by=clerk)
    assert list(Recommendation.objects.to_sign()) == [made]
    Application.objects.filter(pk=filed.pk).update(state=state)
    client.force_login(head)

    page = client.get(made.get_absolute_url()).content.decode()

    assert not Recommendation.objects.to_sign().exists()
    assert "签发推荐" not in page
    assert "申报已办结" in page


def test_to_sign_when_the_own_proposal_was_dropped_then_not_listed(station, round_, clerk):
    made = drafted(round_, agency=station)
    kept = drafted(round_, agency=station)
    Application.objects.filter(pk=made.application_id).update(state="discarded")

    assert list(Recommendation.objects.to_sign()) == [kept]


def test_quota_when_asked_by_round_and_by_signer_then_one_number(station, round_, head):
    set_quota(round_, station, 5)
    other = make_agency("station")
    lapsed, joined = (signed(round_, agency=station, head=head) for _ in range(2))
    made = drafted(round_, agency=other, credit_code=joined.application.credit_code)
    sign(made, head_of(other))
    Application.objects.filter(pk=lapsed.application_id).update(state="lapsed")

    used = use_by_agency(round_)

    for agency in (station, other):
        assert used[agency.pk].recommended == services.quota_of(round_, agency).used == 1
