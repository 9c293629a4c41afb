"""Publishing editions and what follows for the register."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import Change
from ipcontact.ui.errors import RuleViolation
from registry.roster.models import Listing, RosterEdition, RosterEntry
from registry.roster.services import (
    EditionFacts,
    RosterLine,
    depart,
    discard_backfill,
    publish_edition,
)
from registry.units.choices import MembershipState
from registry.units.models import Unit
from registry.units.services import rename
from tests.factories import TODAY, make_edition, make_unit, make_units, make_user

pytestmark = pytest.mark.django_db


def names_on(day: date) -> list[str]:
    return list(RosterEntry.objects.on(day).values_list("name", flat=True))


def test_publish_when_first_then_units_are_listed_in_paper_order():
    units = make_units(3)

    edition = make_edition([units[2], units[0], units[1]], date(2021, 12, 20))

    assert edition.number == "2021-1"
    assert names_on(date(2021, 12, 31)) == [units[2].name, units[0].name, units[1].name]
    assert names_on(date(2021, 12, 19)) == []
    assert set(
        Unit.objects.filter(pk__in=[u.pk for u in units]).values_list(
            "membership_state", "listed_on", "left_on"
        )
    ) == {(MembershipState.LISTED, date(2021, 12, 20), None)}


def test_publish_when_full_list_leaves_a_unit_out_then_it_left_that_day():
    stays, goes = make_units(2)
    make_edition([stays, goes], date(2021, 12, 20), kind="full")

    second = make_edition([stays], date(2023, 6, 1), kind="full")

    goes.refresh_from_db()
    listing = Listing.objects.get(unit=goes)
    assert (goes.membership_state, goes.left_on) == (MembershipState.LEFT, date(2023, 6, 1))
    assert (listing.period.lower, listing.period.upper) == (date(2021, 12, 20), date(2023, 6, 1))
    assert (listing.exit_edition, listing.ground) == (second, "not_in_edition")
    assert names_on(date(2023, 5, 31)) == [stays.name, goes.name]
    assert names_on(date(2023, 6, 1)) == [stays.name]


def test_publish_when_addition_then_earlier_members_stay_before_the_new_ones():
    old, new = make_units(2)
    make_edition([old], date(2021, 12, 20))

    make_edition([new], date(2022, 12, 20))

    assert names_on(TODAY) == [old.name, new.name]


def test_publish_when_an_older_edition_is_entered_later_then_membership_is_the_same():
    first, second, third = make_units(3)
    make_edition([first, third], date(2023, 6, 1), kind="full", name="第二版")

    make_edition([first, second], date(2021, 12, 20), kind="full", name="第一版")

    assert names_on(date(2022, 1, 1)) == [first.name, second.name]
    assert names_on(date(2024, 1, 1)) == [first.name, third.name]
    second.refresh_from_db()
    assert second.membership_state == MembershipState.LEFT
    assert Listing.objects.get(unit=first).period.lower == date(2021, 12, 20)


def test_publish_when_the_unit_is_renamed_later_then_the_old_paper_keeps_its_name():
    unit = make_unit("示例旧名有限公司")
    make_edition([unit], date(2021, 12, 20), kind="full")

    rename(unit=unit, name="示例新名有限公司", on=date(2022, 5, 1), by=None)
    unit.refresh_from_db()
    make_edition([unit], date(2023, 6, 1), kind="full")

    assert names_on(date(2021, 12, 31)) == ["示例旧名有限公司"]
    assert names_on(date(2023, 12, 31)) == ["示例新名有限公司"]


def test_publish_when_the_name_of_the_edition_is_taken_then_is_refused_and_nothing_changes():
    unit, other = make_units(2)
    make_edition([unit], name="2021年名录")

    with pytest.raises(RuleViolation) as refusal:
        make_edition([other], date(2022, 1, 1), name="2021年名录")

    assert refusal.value.code == "edition_exists"
    assert RosterEntry.objects.filter(unit=other).exists() is False


@pytest.mark.parametrize(
    ("published_on", "count", "code"),
    [(date(2027, 1, 1), 1, "published_on"), (date(2021, 1, 1), 0, "no_lines")],
)
def test_publish_when_the_paper_cannot_be_then_is_refused(published_on, count, code):
    with pytest.raises(RuleViolation) as refusal:
        make_edition(make_units(count), published_on)

    assert refusal.value.code == code


def test_publish_when_a_unit_is_named_twice_then_is_refused():
    unit = make_unit()
    lines = [RosterLine(unit, 1, unit.name), RosterLine(unit, 2, unit.name)]

    with pytest.raises(RuleViolation) as refusal:
        publish_edition(EditionFacts("重复", date(2021, 1, 1)), lines, by=None, today=TODAY)

    assert refusal.value.code == "unit_twice"


@pytest.mark.parametrize("role", [Role.AGENCY_CLERK, Role.AUDITOR, Role.SYSTEM_ADMIN])
def test_publish_when_the_person_may_not_then_is_refused(role):
    unit = make_unit()
    person = make_user(role)

    with pytest.raises(PermissionDenied):
        publish_edition(
            EditionFacts("越权", date(2021, 1, 1)),
            [RosterLine(unit, 1, unit.name)],
            by=person,
            today=TODAY,
        )

    assert RosterEdition.objects.filter(name="越权").exists() is False


def test_publish_then_the_audit_names_the_act_and_the_person():
    unit = make_unit()
    person = make_user(Role.HANDLER)

    edition = publish_edition(
        EditionFacts("第一批", date(2021, 12, 20)),
        [RosterLine(unit, 1, unit.name)],
        by=person,
        today=TODAY,
    )

    change = Change.objects.get(table_name="registry_rosteredition", row_key=str(edition.pk))
    assert (change.act, change.user_id, change.operation) == ("公布名录", person.pk, "insert")


def test_entry_when_changed_behind_the_services_then_the_database_refuses():
    unit = make_unit()
    make_edition([unit])
    entry = RosterEntry.objects.get(unit=unit)

    with pytest.raises(IntegrityError), transaction.atomic():
        RosterEntry.objects.filter(pk=entry.pk).update(name="改过的名称")


def test_listing_when_two_overlap_then_the_database_refuses():
    unit = make_unit()
    edition = make_edition([unit])

    with pytest.raises(IntegrityError), transaction.atomic():
        Listing.objects.create(
            unit=unit, period=(date(2022, 1, 1), None), entry_edition=edition, ground=""
        )


def test_depart_when_listed_then_ends_membership_with_ground():
    unit = make_unit()
    make_edition([unit], date(2021, 12, 20))

    depart(unit=unit, on=date(2024, 3, 1), ground="dissolved", by=None, today=TODAY)

    unit.refresh_from_db()
    assert (unit.membership_state, unit.left_on) == (MembershipState.LEFT, date(2024, 3, 1))
    assert names_on(date(2024, 2, 29)) == [unit.name]
    assert names_on(date(2024, 3, 1)) == []


@pytest.mark.parametrize(
    ("on", "code"), [(date(2021, 1, 1), "not_listed"), (date(2030, 1, 1), "future")]
)
def test_depart_when_it_cannot_be_then_is_refused(on, code):
    unit = make_unit()
    make_edition([unit], date(2021, 12, 20))

    with pytest.raises(RuleViolation) as refusal:
        depart(unit=unit, on=on, ground="dissolved", by=None, today=TODAY)

    assert refusal.value.code == code


def test_publish_when_a_unit_left_and_is_named_again_then_it_returns():
    unit = make_unit()
    make_edition([unit], date(2021, 12, 20))
    depart(unit=unit, on=date(2024, 3, 1), ground="own_wish", by=None, today=TODAY)

    make_edition([unit], date(2025, 3, 1))

    unit.refresh_from_db()
    assert (unit.membership_state, unit.listed_on, unit.left_on) == (
        MembershipState.LISTED,
        date(2025, 3, 1),
        None,
    )
    assert Listing.objects.filter(unit=unit).count() == 2


def test_discard_backfill_then_units_stay_and_membership_follows_the_other_papers():
    stays, only_there = make_units(2)
    make_edition([stays], date(2021, 12, 20))
    wrong = make_edition([stays, only_there], date(2022, 12, 20), is_backfill=True)

    discard_backfill(edition=wrong, by=make_user(), reason="导错文件")

    only_there.refresh_from_db()
    assert only_there.membership_state == MembershipState.OUTSIDE
    assert names_on(TODAY) == [stays.name]
    assert RosterEdition.objects.count() == 1


def test_discard_backfill_when_a_full_list_then_units_it_left_out_are_members_again():
    stays, goes, only_there = make_units(3)
    make_edition([stays, goes], date(2021, 12, 20), kind="full")
    wrong = make_edition([stays, only_there], date(2022, 12, 20), kind="full", is_backfill=True)

    discard_backfill(edition=wrong, by=make_user(), reason="导错文件")

    for unit, state in (
        (stays, MembershipState.LISTED),
        (goes, MembershipState.LISTED),
        (only_there, MembershipState.OUTSIDE),
    ):
        unit.refresh_from_db()
        assert unit.membership_state == state
    assert names_on(TODAY) == [stays.name, goes.name]


def test_discard_backfill_when_really_published_then_is_refused():
    edition = make_edition(make_units(1))

    with pytest.raises(RuleViolation) as refusal:
        discard_backfill(edition=edition, by=make_user(), reason="导错文件")

    assert refusal.value.code == "not_backfill"


def test_publish_when_many_units_then_queries_do_not_grow(django_assert_max_num_queries):
    few, many = make_units(2), make_units(60)

    with django_assert_max_num_queries(24):
        make_edition(few, date(2021, 12, 20))
    with django_assert_max_num_queries(24):
        make_edition(many, date(2022, 12, 20))
