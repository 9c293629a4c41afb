"""A recommendation is revoked, and who asks the unit from then on."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ipcontact.acts.models import Act
from ipcontact.clocks.models import Clock
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.exceptions.rows import Asked, Exceptions
from registry.recommendations import services
from registry.recommendations.models import Recommendation
from tests.factories import make_agency, make_user
from tests.filing import NOON, TODAY, submitted
from tests.recommending import clerk_of, confirmed, drafted, head_of, link_to, signed, stamped_page

pytestmark = pytest.mark.django_db
OTHER_MOBILE = "13900000066"
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


@pytest.fixture
def pair(station, round_, head):
    """Two agencies recommend a unit that has not answered: the one that asked it, and another."""
    first = signed(round_, agency=station, head=head)
    second = drafted(
        round_,
        agency=make_agency("station"),
        credit_code=first.application.credit_code,
        contact_name="示例另一联络员",
        mobile=OTHER_MOBILE,
        statement="多次参加维权培训。",
    )
    services.sign(second, by=head_of(second.agency), today=TODAY, now=NOON)
    second.refresh_from_db()
    first.refresh_from_db()
    return first, second


def test_revoke_when_a_second_agency_recommends_too_then_that_one_asks_the_unit_anew(
    pair, station, head
):
    first, second = pair
    token = link_to(first.application)
    later = TODAY + timedelta(days=3)

    services.revoke(first, reason="不归本所", by=head, today=later)

    application = Application.objects.get(pk=first.application_id)
    assert (application.state, application.is_recommended) == ("awaiting_unit", True)
    assert (application.drafted_by_agency, application.agency, application.co_agency) == (
        second.agency, second.agency, station,
    )  # fmt: skip
    assert application.persons["contacts"]["primary_mobile"] == OTHER_MOBILE
    assert services.inviter_of(application) == second
    assert list(Recommendation.objects.unconfirmed()) == [second]
    [clock] = Clock.objects.open_for(application)
    assert clock.start_on == later
    with pytest.raises(RuleViolation):
        services.peek(token)
    assert services.peek(link_to(application, OTHER_MOBILE)).recommendation == second
    told = Message.objects.about(application)
    assert told.filter(person_name="示例联络员", title__startswith="推荐已撤销").exists()
    invitation = services.invitation_of(application)
    assert invitation.person_name == "示例另一联络员"
    assert second.agency.name in invitation.body
    step = Act.objects.of(application).latest("pk")
    assert f"改由{second.agency.display_name}邀请" in step.action


def test_revoke_when_handed_on_then_the_other_agency_enters_the_paper_and_changes_the_contact(
    pair, head
):
    first, second = pair
    services.revoke(first, reason="不归本所", by=head, today=TODAY)
    clerk = clerk_of(second.agency)
    second.refresh_from_db()

    services.change_contact(
        second, contact_name="示例第三联络员", mobile="13900000077", email="", by=clerk
    )
    services.confirm_for_unit(
        second.application, upload=stamped_page(), event_on=TODAY, by=clerk, now=NOON, today=TODAY
    )

    assert Application.objects.get(pk=second.application_id).state == "bureau_review"


def test_revoke_when_both_do_then_the_file_falls_with_the_second(pair, head):
    first, second = pair
    services.revoke(first, reason="不归本所", by=head, today=TODAY)
    second.refresh_from_db()

    services.revoke(second, reason="企业已迁出", by=head_of(second.agency), today=TODAY)

    assert Application.objects.get(pk=first.application_id).state == "discarded"


def test_revoke_when_it_only_joined_then_the_unit_is_asked_by_the_first_as_before(pair):
    first, second = pair
    token = link_to(first.application)

    services.revoke(second, reason="不归本所", by=head_of(second.agency), today=TODAY)

    assert services.peek(token).recommendation == first
    assert not Message.objects.filter(title__startswith="推荐已撤销").exists()


def test_revoke_page_when_another_agency_recommends_then_says_who_asks_from_now_on(
    client, pair, head
):
    first, second = pair
    url = reverse("recommendations:revoke", args=[first.key])

    client.force_login(head)
    asked = client.get(url).content.decode()
    client.force_login(head_of(second.agency))
    joined = client.get(url.replace(str(first.key), str(second.key))).content.decode()

    assert f"{second.agency.name}也推荐了这家单位，改由其邀请单位确认" in asked
    assert "这件申报一并作废" not in asked
    assert "确认链接马上作废" not in joined


def test_revoke_when_self_filed_and_endorsed_then_one_source_is_left(station, head, clerk):
    filed = submitted()
    made = services.draft_opinion(filed, opinion="recommended", statement="", by=clerk)
    services.sign(made, by=head, today=TODAY, now=NOON)

    services.revoke(made, reason="发现材料不实", by=head, today=TODAY)

    filed.refresh_from_db()
    assert (filed.state, filed.sources) == ("bureau_review", "自愿申报")


def test_exceptions_when_revoked_then_listed_whether_the_file_fell_with_it_or_not(
    station, round_, head, clerk
):
    alone = signed(round_, agency=station, head=head)
    services.revoke(alone, reason="企业已迁出", by=head, today=TODAY)
    filed = submitted()
    joined = services.draft_opinion(filed, opinion="recommended", statement="", by=clerk)
    services.sign(joined, by=head, today=TODAY, now=NOON)
    services.revoke(joined, reason="发现材料不实", by=head, today=TODAY)

    rows = Exceptions(Asked(kinds=("revoked",))).page(0, 50)

    assert {(row.key, row.words.rpartition("，理由：")[2]) for row in rows} == {
        (str(alone.application_id), "企业已迁出"),
        (str(filed.pk), "发现材料不实"),
    }


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


def test_revoke_when_a_rival_waits_then_it_speaks_and_can_be_signed(station, round_, head, clerk):
    made = signed(round_, agency=station, head=head)
    claim = submitted(round_, credit_code=made.application.credit_code)

    services.revoke(made, reason=REASON, by=head, today=TODAY)

    opinion = services.draft_opinion(claim, opinion="recommended", statement="", by=clerk)
    services.sign(opinion, by=head, today=TODAY, now=NOON)
    claim.refresh_from_db()
    assert (claim.state, claim.is_rival) == ("bureau_review", False)
