"""Units through the years: creation, names, codes, addresses, and being found."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import Change
from ipcontact.ui.errors import RuleViolation
from registry.units.choices import AddressKind
from registry.units.models import Unit, UnitAddress, UnitCode, UnitName
from registry.units.people import UnitPerson
from registry.units.services import (
    NewUnit,
    assign_agency,
    change_code,
    correct_pinyin,
    create_unit,
    rename,
    update_unit,
)
from tests.factories import TODAY, credit_code, make_agency, make_unit, make_units, make_user

pytestmark = pytest.mark.django_db


def found(term: str) -> list[str]:
    return sorted(Unit.objects.matching(term).values_list("name", flat=True))


def test_create_then_the_unit_has_number_names_code_and_address():
    unit = make_unit("示例海工装备有限公司", registered_address="示例路 1 号")

    assert unit.public_no.startswith("LX")
    assert UnitName.objects.get(unit=unit).name == "示例海工装备有限公司"
    assert UnitCode.objects.get(unit=unit).credit_code == unit.credit_code
    assert UnitAddress.objects.get(unit=unit).address == "示例路 1 号"


def test_create_when_the_code_is_taken_then_is_refused():
    unit = make_unit()

    with pytest.raises(RuleViolation) as refusal:
        make_unit("另一单位有限公司", unit.credit_code)

    assert refusal.value.code == "code_taken"


def test_unit_when_the_code_is_doubled_behind_the_services_then_the_database_refuses():
    unit = make_unit()

    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(public_no="LX999999", name="重复", credit_code=unit.credit_code)


def test_create_when_an_alliance_was_registered_a_moment_before_then_refused():
    same = NewUnit("示例同名联盟", None, {"kind": "alliance"})
    create_unit(same, by=None, today=TODAY)

    with pytest.raises(RuleViolation, match="刚刚已由别人登记"):
        create_unit(same, by=None, today=TODAY)

    assert Unit.objects.filter(name="示例同名联盟").count() == 1


def test_create_when_an_alliance_has_no_code_then_it_gets_a_number_of_its_own():
    lead = make_unit()

    alliance = make_unit("示例海洋装备产业知识产权联盟", None, kind="alliance", lead_unit=lead)

    assert alliance.credit_code is None
    assert alliance.alliance_no.startswith("LM")


def test_create_when_an_enterprise_has_no_code_then_the_database_refuses():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_unit("示例无码有限公司", None)


@pytest.mark.parametrize(
    "term",
    [
        "海工",
        "海",
        "海工装备",
        "示例海工装备（滨海）有限公司",
        "slhgzb",
        "ＳＬＨＧ",
        "海 工",
        "装备(滨海)",
    ],
)
def test_matching_when_the_term_fits_then_the_unit_is_found(term):
    make_unit("示例海工装备（滨海）有限公司")
    make_unit("别的示例云图软件有限公司")

    assert found(term) == ["示例海工装备（滨海）有限公司"]


def test_matching_when_code_or_number_is_typed_then_the_unit_is_found():
    unit = make_unit()
    make_unit()

    code = unit.credit_code
    assert found(code.lower()) == [unit.name]
    assert found(f"{code[:2]} {code[2:8]} {code[8:13]} {code[13:]}") == [unit.name]
    assert found(unit.public_no.lower()) == [unit.name]


@pytest.mark.parametrize("term", ["%", "_", "\\", "海_装", "'; drop table", "x" * 10_000])
def test_matching_when_the_term_is_hostile_then_it_is_taken_literally(term):
    make_unit("示例海工装备有限公司")

    assert found(term) == []


def test_rename_then_old_and_new_name_are_found_and_both_are_dated():
    unit = make_unit("示例旧名有限公司")

    renamed = rename(unit=unit, name="示例新名股份有限公司", on=date(2025, 5, 1), by=None)

    assert found("旧名") == found("新名") == ["示例新名股份有限公司"]
    assert renamed.version == 2
    assert list(UnitName.objects.filter(unit=unit).values_list("name", "from_on", "until_on")) == [
        ("示例新名股份有限公司", date(2025, 5, 1), None),
        ("示例旧名有限公司", None, date(2025, 5, 1)),
    ]


def test_rename_when_the_name_is_the_same_then_is_refused():
    unit = make_unit("示例旧名有限公司")

    with pytest.raises(RuleViolation) as refusal:
        rename(unit=unit, name="示例旧名有限公司", on=TODAY, by=None)

    assert refusal.value.code == "same_name"


def test_rename_when_the_day_lies_before_the_last_one_then_is_refused():
    unit = make_unit("示例旧名有限公司")
    rename(unit=unit, name="示例新名有限公司", on=date(2025, 5, 1), by=None)

    with pytest.raises(RuleViolation) as refusal:
        rename(unit=unit, name="示例再更名有限公司", on=date(2025, 5, 1), by=None)

    assert refusal.value.code == "before_last_name"


def test_rename_when_the_form_is_older_than_the_unit_then_is_refused():
    unit = make_unit()
    rename(unit=unit, name="示例先到有限公司", on=date(2025, 5, 1), by=None)

    with pytest.raises(RuleViolation) as refusal:
        rename(unit=unit, name="示例后到有限公司", on=date(2025, 6, 1), by=None, version=1)

    assert refusal.value.code == "stale"
    assert Unit.objects.get(pk=unit.pk).name == "示例先到有限公司"


def test_rename_when_the_unit_belongs_to_another_agency_then_it_is_not_found():
    unit = make_unit(lead_agency=make_agency("station"))
    stranger = make_user(Role.AGENCY_CLERK, agency=make_agency("station"))

    with pytest.raises(Unit.DoesNotExist):
        rename(unit=unit, name="示例越权有限公司", on=TODAY, by=stranger)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM_ADMIN, Role.DECIDER, Role.UNIT_USER])
def test_rename_when_the_role_may_not_then_is_refused(role):
    unit = make_unit()

    with pytest.raises(PermissionDenied):
        rename(unit=unit, name="示例越权有限公司", on=TODAY, by=make_user(role))


def test_correct_pinyin_then_the_unit_is_found_by_the_right_reading():
    unit = make_unit("示例重庆道食品有限公司")

    correct_pinyin(unit=unit, pinyin="slcqdspyxgs", by=make_user())

    assert found("slcqd") == ["示例重庆道食品有限公司"]


def test_change_code_then_the_old_one_is_kept_with_its_end():
    unit = make_unit()
    old, new = unit.credit_code, credit_code()

    change_code(unit=unit, credit_code=new, on=date(2025, 5, 1), by=None)

    assert found(new) == [unit.name]
    assert UnitCode.objects.get(unit=unit, until_on=date(2025, 5, 1)).credit_code == old


def test_change_code_when_another_unit_has_it_then_is_refused():
    unit, other = make_units(2)

    with pytest.raises(RuleViolation) as refusal:
        change_code(unit=unit, credit_code=other.credit_code, on=TODAY, by=None)

    assert refusal.value.code == "code_taken"


def test_update_when_the_address_changes_then_the_old_one_is_dated():
    unit = make_unit(registered_address="示例路 1 号")

    update_unit(unit=unit, values={"registered_address": "示例路 2 号"}, by=None, today=TODAY)

    assert list(
        UnitAddress.objects.filter(unit=unit, kind=AddressKind.REGISTERED).values_list(
            "address", "until_on"
        )
    ) == [("示例路 2 号", None), ("示例路 1 号", TODAY)]


def test_update_when_nothing_differs_then_nothing_is_written():
    unit = make_unit(note="原样")

    update_unit(unit=unit, values={"note": "原样"}, by=None, today=TODAY)

    assert Unit.objects.get(pk=unit.pk).version == 1


def test_update_when_a_field_is_not_its_own_then_is_refused():
    unit = make_unit()

    with pytest.raises(RuleViolation) as refusal:
        update_unit(unit=unit, values={"membership_state": "listed"}, by=None, today=TODAY)

    assert refusal.value.code == "unknown_field"


def test_assign_agency_then_only_units_that_differ_change():
    agency = make_agency("station")
    already = make_unit(lead_agency=agency)
    others = make_units(2)

    changed = assign_agency(units=[already, *others], lead_agency=agency, by=make_user())

    assert changed == 2
    assert Unit.objects.filter(lead_agency=agency).count() == 3
    assert Change.objects.filter(act="调整主责单位", table_name="registry_unit").count() == 2


def test_assign_agency_when_nothing_is_chosen_then_is_refused():
    with pytest.raises(RuleViolation) as refusal:
        assign_agency(units=[], lead_agency=make_agency("station"), by=make_user())

    assert refusal.value.code == "nothing_chosen"


def test_person_when_two_hold_a_role_at_once_then_the_database_refuses():
    unit = make_unit()
    UnitPerson.objects.create(
        unit=unit, role="primary_contact", name="示例甲", period=(date(2021, 1, 1), None)
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        UnitPerson.objects.create(
            unit=unit, role="primary_contact", name="示例乙", period=(date(2022, 1, 1), None)
        )


def test_person_when_recorded_then_the_history_holds_no_personal_value():
    unit = make_unit()

    person = UnitPerson.objects.create(
        unit=unit,
        role="primary_contact",
        name="示例甲",
        mobile="13900000000",
        period=(date(2021, 1, 1), None),
    )

    change = Change.objects.get(table_name="registry_unitperson", row_key=str(person.pk))
    assert "13900000000" not in str(change.after)
    assert "示例甲" not in str(change.after)


def test_visible_when_station_then_only_lead_and_co_units_of_its_own():
    station, other = make_agency("station"), make_agency("station")
    own = make_unit(lead_agency=station)
    shared = make_unit(lead_agency=other, co_agency=station)
    make_unit(lead_agency=other)

    seen = Unit.objects.visible_to(make_user(Role.AGENCY_CLERK, agency=station))

    assert set(seen) == {own, shared}


def test_visible_when_bureau_then_all():
    make_units(3)

    assert Unit.objects.visible_to(make_user(Role.HANDLER)).count() == 3


@pytest.mark.parametrize("role", [Role.PARTNER, Role.EXPERT, Role.SYSTEM_ADMIN, Role.UNIT_USER])
def test_visible_when_the_role_has_no_units_then_none(role):
    make_units(1)

    assert list(Unit.objects.visible_to(make_user(role))) == []


def test_create_when_given_former_names_then_they_are_searchable():
    create_unit(
        NewUnit("示例今名有限公司", credit_code(), former_names=["示例昔名有限公司"]),
        by=None,
        today=TODAY,
    )

    assert found("昔名") == ["示例今名有限公司"]
