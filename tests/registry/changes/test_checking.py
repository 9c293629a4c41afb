"""The second person, and what the change then does to the register."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ipcontact.accounts.models import Region
from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.changes import services
from registry.changes.choices import ChangeKind
from registry.changes.models import UnitChange
from registry.changes.previews import preview
from registry.changes.services import Proposal
from registry.units.models import Unit
from tests.changing import (
    effective,
    member,
    paper,
    proposed,
    renaming,
    with_contact,
)
from tests.factories import TODAY, credit_code, make_agency, make_edition, make_unit, make_user

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def test_accept_when_another_person_checks_then_the_new_name_counts_at_once(
    clerk, handler, station
):
    unit = with_contact(make_unit("示例旧名有限公司", lead_agency=station), handler)

    change = effective(unit, renaming(), by=clerk, checker=handler)

    unit.refresh_from_db()
    assert (unit.name, change.state, change.checked_by) == (
        "示例新名有限公司", "effective", handler,
    )  # fmt: skip
    assert list(Act.objects.of(change).order_by("pk").values_list("code", flat=True)) == [
        "change.propose", "change.accept", "change.effect",
    ]  # fmt: skip
    assert set(Unit.objects.matching("示例旧名")) == {unit}
    told = set(Message.objects.exclude(kind="change.proposed").values_list("kind", flat=True))
    assert told == {"change.accepted", "change.effective"}


def test_accept_when_the_same_person_then_refused(handler):
    change = proposed(make_unit(), renaming(), by=handler)

    with pytest.raises(RuleViolation) as refused:
        services.accept(change, by=handler, today=TODAY)

    assert refused.value.code == "second_person"
    change.refresh_from_db()
    assert change.state == "proposed"


def test_accept_when_no_paper_then_refused(handler, second):
    change = proposed(make_unit(), renaming(evidence=None), by=handler)

    with pytest.raises(RuleViolation) as refused:
        services.accept(change, by=second, today=TODAY)

    assert refused.value.code == "evidence_missing"


@pytest.mark.parametrize("role", [Role.AGENCY_CLERK, Role.DECIDER, Role.UNIT_USER])
def test_accept_when_the_role_may_not_then_refused(role, handler):
    change = proposed(make_unit(), renaming(), by=handler)

    with pytest.raises(PermissionDenied):
        services.accept(change, by=make_user(role), today=TODAY)


def test_accept_when_done_twice_then_the_second_hears_who_was_faster(handler, second):
    change = proposed(make_unit(), renaming(), by=handler)
    services.accept(change, by=second, today=TODAY)

    with pytest.raises(RuleViolation) as refused:
        services.accept(change, by=make_user(), today=TODAY)

    assert refused.value.code == "wrong_state"
    assert second.name in refused.value.message


def test_accept_when_the_day_is_to_come_then_the_daily_job_lets_it_count_that_day(handler, second):
    unit = make_unit("示例旧名有限公司")
    change = services.accept(
        proposed(unit, renaming(on=TOMORROW), by=handler), by=second, today=TODAY
    )

    before = services.take_effect_due(today=TODAY)
    after = services.take_effect_due(today=TOMORROW)
    again = services.take_effect_due(today=TOMORROW)

    unit.refresh_from_db()
    change.refresh_from_db()
    assert (before, after, again) == (0, 1, 0)
    assert (unit.name, change.state) == ("示例新名有限公司", "effective")
    assert unit.names.get(until_on=None).from_on == TOMORROW


def test_job_when_the_code_was_taken_meanwhile_then_it_stays_and_says_why(handler, second):
    unit, code = make_unit(), credit_code()
    proposal = Proposal(ChangeKind.CODE, TOMORROW, {"credit_code": code}, evidence=paper())
    change = services.accept(proposed(unit, proposal, by=handler), by=second, today=TODAY)
    make_unit("另一单位有限公司", code)

    services.take_effect_due(today=TOMORROW)
    services.take_effect_due(today=TOMORROW)

    change.refresh_from_db()
    assert change.state == "accepted"
    assert "已属于另一单位" in change.obstacle
    assert Message.objects.filter(kind="change.obstacle", user=second).count() == 1


def test_reject_when_wrong_then_the_unit_is_as_before_and_the_proposer_reads_why(
    clerk, handler, station
):
    unit = make_unit("示例旧名有限公司", lead_agency=station)
    change = proposed(unit, renaming(), by=clerk)

    services.reject(change, reason="通知书照片看不清。", by=handler, today=TODAY)

    unit.refresh_from_db()
    change.refresh_from_db()
    assert (unit.name, change.state, change.refusal) == (
        "示例旧名有限公司", "rejected", "通知书照片看不清。",
    )  # fmt: skip
    assert Message.objects.get(kind="change.rejected").user == clerk


def test_reject_when_no_reason_then_refused(handler, second):
    change = proposed(make_unit(), renaming(), by=handler)

    with pytest.raises(RuleViolation) as refused:
        services.reject(change, reason=" ", by=second, today=TODAY)

    assert refused.value.code == "reason_missing"


def test_code_when_it_belongs_to_another_unit_then_refused(handler, second):
    other = make_unit()
    proposal = Proposal(
        ChangeKind.CODE, TODAY, {"credit_code": other.credit_code}, evidence=paper()
    )
    change = proposed(make_unit(), proposal, by=handler)

    with pytest.raises(RuleViolation) as refused:
        services.accept(change, by=second, today=TODAY)

    assert refused.value.code == "code_taken"


def test_code_when_accepted_then_the_old_one_is_kept(handler, second):
    unit, code = make_unit(), credit_code()
    old = unit.credit_code
    proposal = Proposal(ChangeKind.CODE, TODAY, {"credit_code": code}, evidence=paper())

    effective(unit, proposal, by=handler, checker=second)

    unit.refresh_from_db()
    assert unit.credit_code == code
    assert unit.codes.get(until_on=TODAY).credit_code == old


def test_address_when_it_lies_elsewhere_then_handed_over_and_both_are_told(
    clerk, handler, second, station
):
    other = make_agency("station", name="示例第二监管所")
    receiver = make_user(Role.LIAISON_OFFICER, agency=other)
    unit = member(lead_agency=station, registered_address="旧址1号")
    proposal = Proposal(
        ChangeKind.ADDRESS, TODAY, {"registered_address": "新址2号"}, evidence=paper(),
        region=Region.objects.first(), lead_agency=other,
    )  # fmt: skip

    effective(unit, proposal, by=handler, checker=second)

    unit.refresh_from_db()
    assert (unit.registered_address, unit.lead_agency) == ("新址2号", other)
    assert unit.addresses.get(until_on=TODAY).address == "旧址1号"
    told = Message.objects.filter(kind="change.handed_over")
    assert set(told.values_list("user", flat=True)) == {clerk.pk, receiver.pk}
    assert set(Unit.objects.visible_to(clerk)) == set()


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("revoked", "revoked"),
        ("cancelled", "cancelled"),
        ("moved_out", "moved_out"),
        ("bankrupt", "bankrupt"),
    ],
)
def test_registration_when_it_changes_then_membership_stays_and_work_is_offered(
    client, handler, second, kind, state
):
    unit = member(registration_state="active")

    effective(unit, Proposal(kind, TODAY, evidence=paper()), by=handler, checker=second)

    unit.refresh_from_db()
    assert (unit.registration_state, unit.membership_state) == (state, "listed")
    client.force_login(handler)
    desk = client.get(reverse("ui:desk")).content.decode()
    assert f"{unit.name}：需要处理在库单位" in desk


def test_merger_when_accepted_then_linked_and_the_successor_is_not_a_member(handler, second):
    unit, successor = member(), make_unit()
    proposal = Proposal(ChangeKind.MERGED, TODAY, related=successor, evidence=paper())

    effective(unit, proposal, by=handler, checker=second)

    unit.refresh_from_db()
    successor.refresh_from_db()
    assert (unit.registration_state, unit.merged_into) == ("merged_into", successor)
    assert (unit.membership_state, successor.membership_state) == ("listed", "outside")


def test_lead_unit_when_an_alliance_changes_it_then_it_counts(handler, second):
    old, new = make_unit(), make_unit()
    alliance = make_unit("示例联盟", None, kind="alliance", lead_unit=old)
    proposal = Proposal(ChangeKind.LEAD_UNIT, TODAY, related=new, evidence=paper())

    effective(alliance, proposal, by=handler, checker=second)

    alliance.refresh_from_db()
    assert alliance.lead_unit == new


def test_representative_when_accepted_then_lives_with_the_people_only(handler, second):
    unit = make_unit()
    proposal = Proposal(ChangeKind.LEGAL, TODAY, person="示例新人", evidence=paper())

    change = effective(unit, proposal, by=handler, checker=second)

    assert unit.people.get(role="legal_representative").name == "示例新人"
    assert UnitChange.objects.get(pk=change.pk).persons == {}


def test_preview_when_renamed_then_says_what_shows_where(handler):
    unit = member("示例旧名有限公司")
    change = proposed(unit, renaming(), by=handler)

    shown = {each.place: each.words for each in preview(change, user=handler)}

    assert list(shown) == ["名录", "公示", "证件", "案卷", "查找"]
    assert shown["名录"].startswith("名录将显示：示例新名有限公司（原名示例旧名有限公司）。")
    assert "已公布的1个版次保留当时的名称" in shown["名录"]


def test_roster_when_renamed_then_former_name_shows_until_the_edition_after_the_next(
    client, handler, second
):
    unit = member("示例旧名有限公司")
    words = "（原名示例旧名有限公司）"
    page = reverse("roster:list")
    effective(unit, renaming(), by=handler, checker=second)
    unit.refresh_from_db()

    live = client.get(page).content.decode()
    first = make_edition([unit], TODAY - timedelta(days=1), kind="full")
    printed = client.get(first.get_absolute_url()).content.decode()
    still = client.get(page).content.decode()
    second_one = make_edition([unit], TODAY, kind="full")
    later = client.get(second_one.get_absolute_url()).content.decode()
    gone = client.get(page).content.decode()

    assert words in live
    assert f"示例新名有限公司{words}" in printed
    assert words in still
    assert "原名" not in later
    assert "原名" not in gone
