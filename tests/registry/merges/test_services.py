"""Merging two units: every row moves, and back."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.audit.models import Change
from ipcontact.ui.errors import RuleViolation
from registry.applications.services import withdraw as withdraw_application
from registry.merges import services
from registry.merges.choices import MergeState
from registry.merges.models import MergedRow, UnitMerge
from registry.merges.preview import preview, unit_relations
from registry.roster.choices import ExitGround
from registry.roster.services import depart
from registry.units.models import Unit
from registry.units.people import UnitPerson, YearlyFigures
from registry.units.services import rename
from tests.factories import TODAY, make_edition, make_unit, make_user
from tests.filing import submitted


def rows_of_both(*units):
    """Every row of every relation of these units, as stored; derived ones without their keys."""
    found = {}
    for relation in sorted(unit_relations()):
        label, _, name = relation.rpartition(".")
        model = apps.get_model(label)
        if model in (UnitMerge, MergedRow):
            continue
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if field.name not in ("version", "updated_at")
            and not (label == "registry.Listing" and field.primary_key)
        ]
        rows = model._base_manager.filter(**{f"{name}__in": units}).values_list(*columns)
        found[relation] = sorted(rows, key=repr)
    return found


def own_values(*units):
    return list(
        Unit.objects.filter(pk__in=[unit.pk for unit in units])
        .order_by("pk")
        .values_list("name", "search_text", "membership_state", "listed_on", "left_on")
    )


def person(unit, role="primary_contact", since=date(2024, 1, 1), until=None):
    return UnitPerson.objects.create(
        unit=unit, role=role, name="示例甲", mobile="13900000001", period=DateRange(since, until)
    )


def full(unit):
    """A unit with a row in most relations."""
    make_edition([unit], date(2021, 12, 20))
    depart(unit=unit, on=date(2023, 6, 30), ground=ExitGround.OWN_WISH, by=None, today=TODAY)
    person(unit)
    person(unit, "legal_representative")
    YearlyFigures.objects.create(unit=unit, year=2024, as_of=date(2024, 12, 31))
    make_unit("示例产业联盟", None, kind="alliance", lead_unit=unit)
    return unit


def test_merge_when_confirmed_then_rows_move_and_the_number_leads_on(pair, merged):
    keep, drop = pair
    full(drop)
    person(keep)

    merge = merged(keep, drop)

    drop.refresh_from_db()
    keep.refresh_from_db()
    assert merge.state == MergeState.MERGED
    assert drop.duplicate_of == keep
    assert keep.membership_state == "left"
    assert drop.membership_state == "outside"
    assert list(keep.names.values_list("name", "until_on")) == [
        ("示例海河制造有限公司", None),
        ("示例海河制造有限责任公司", TODAY),
    ]
    assert sorted(keep.people.values_list("role", flat=True)) == [
        "legal_representative",
        "primary_contact",
    ]
    assert drop.people.get().role == "primary_contact"
    assert keep.led_alliances.count() == 1
    entry = keep.roster_entries.get()
    assert (entry.name, entry.credit_code) == (drop.name, drop.credit_code)
    assert set(Unit.objects.standing()) & {keep, drop} == {keep}
    acts = Act.objects.of(merge).order_by("pk").values_list("code", "confirmed_by__name")
    assert list(acts) == [("merge.propose", None), ("merge.confirm", "林若川")]


def test_search_when_merged_then_both_names_codes_and_numbers_find_it(pair, merged, handler):
    keep, drop = pair

    merged(keep, drop)

    found = Unit.objects.visible_to(handler)
    for term in (keep.name, "海河制造有限责任", drop.credit_code, drop.public_no, keep.public_no):
        assert list(found.matching(term)) == [keep], term


def test_counts_when_proposed_then_told_for_each_relation(pair):
    keep, drop = pair
    full(drop)
    person(keep)

    lines = preview(keep, drop, day=TODAY).lines

    assert "联络员和法定代表人：1名转入保留单位，1名留在被合并单位的档案中" in lines
    assert "名录版次中的条目：1条转入保留单位" in lines
    assert "年度知识产权数据：1年转入保留单位" in lines


def test_undo_when_nothing_was_built_then_every_row_is_what_it_was(pair, merged, handler):
    keep, drop = pair
    full(drop)
    person(keep)
    YearlyFigures.objects.create(unit=keep, year=2024, as_of=date(2024, 12, 31))
    before, values = rows_of_both(keep, drop), own_values(keep, drop)
    merge = merged(keep, drop)
    assert rows_of_both(keep, drop) != before

    services.undo(merge=merge, reason="不是同一单位", by=handler, today=TODAY)

    merge.refresh_from_db()
    assert merge.state == MergeState.UNDONE
    assert rows_of_both(keep, drop) == before
    assert own_values(keep, drop) == values


def test_undo_when_membership_was_joined_then_parted_again(merged, handler):
    keep, drop = make_unit(), make_unit()
    make_edition([keep], date(2021, 12, 20), kind="full")
    make_edition([drop], date(2023, 6, 30), kind="full")
    before, values = rows_of_both(keep, drop), own_values(keep, drop)
    merge = merged(keep, drop)
    assert keep.listings.get().period.lower == date(2021, 12, 20)

    services.undo(merge=merge, reason="不是同一单位", by=handler, today=TODAY)

    assert rows_of_both(keep, drop) == before
    assert own_values(keep, drop) == values


def test_undo_when_renamed_since_then_refused_and_nothing_moves(pair, merged, handler):
    keep, drop = pair
    merge = merged(keep, drop)
    rename(unit=keep, name="示例新海河有限公司", on=TODAY, by=handler)

    with pytest.raises(RuleViolation) as refusal:
        services.undo(merge=merge, reason="不是同一单位", by=handler, today=TODAY)

    assert refusal.value.code == "built_on"
    assert "名称1个" in refusal.value.message
    drop.refresh_from_db()
    assert drop.duplicate_of == keep


def test_undo_when_a_later_edition_names_it_then_refused(pair, merged, handler):
    keep, drop = pair
    make_edition([drop], date(2021, 12, 20))
    merge = merged(keep, drop)
    make_edition([keep], TODAY)

    with pytest.raises(RuleViolation) as refusal:
        services.undo(merge=merge, reason="不是同一单位", by=handler, today=TODAY)

    assert refusal.value.code == "built_on"


@pytest.mark.parametrize(("days", "is_allowed"), [(30, True), (31, False)])
def test_undo_when_the_horizon_has_passed_then_refused(pair, merged, handler, days, is_allowed):
    merge = merged(*pair)
    day = TODAY + timedelta(days=days)

    found = services.undo_obstacles(merge, today=day)

    assert [code for code, _ in found] == ([] if is_allowed else ["horizon"])


def test_undo_when_done_twice_then_refused(pair, merged, handler):
    merge = merged(*pair)
    services.undo(merge=merge, reason="不是同一单位", by=handler, today=TODAY)

    with pytest.raises(RuleViolation) as refusal:
        services.undo(merge=merge, reason="不是同一单位", by=handler, today=TODAY)

    assert refusal.value.code == "wrong_state"


def test_merge_when_both_were_listed_at_once_then_refused_with_the_editions(pair, proposed):
    keep, drop = pair
    make_edition([keep], date(2021, 12, 20), name="第一批")
    make_edition([drop], date(2022, 12, 20), name="第二批")

    with pytest.raises(RuleViolation) as refusal:
        proposed(keep, drop)

    assert refusal.value.code == "obstacle"
    assert "自 2022-12-20 起同时在库（第一批、第二批）" in refusal.value.message
    assert UnitMerge.objects.count() == 0


def test_merge_when_both_have_open_files_then_refused_until_one_has_ended(proposed):
    first, second = submitted(), submitted()
    keep, drop = first.unit, second.unit

    with pytest.raises(RuleViolation) as refusal:
        proposed(keep, drop)

    assert first.application_no in refusal.value.message
    withdraw_application(second, by=None, grant=str(second.key), today=TODAY)
    assert proposed(keep, drop).state == MergeState.PROPOSED


def test_file_when_its_unit_was_merged_then_it_keeps_what_was_typed(merged):
    application, keep = submitted(), make_unit()
    name = application.unit_name

    merged(keep, application.unit)

    application.refresh_from_db()
    assert (application.unit, application.unit_name) == (keep, name)


def test_merge_when_a_relation_is_unknown_then_refused(pair, proposed, monkeypatch):
    monkeypatch.setattr("registry.merges.preview.unit_relations", lambda: ["registry.New.unit"])

    with pytest.raises(RuleViolation) as refusal:
        proposed(*pair)

    assert refusal.value.code == "unknown_relation"


def test_confirm_when_by_the_proposer_then_refused(pair, proposed, handler):
    merge = proposed(*pair)
    digest = preview(*pair, day=TODAY).digest

    with pytest.raises(RuleViolation) as refusal:
        services.confirm(merge=merge, digest=digest, by=handler, today=TODAY)

    assert refusal.value.code == "second_person"


def test_confirm_when_the_rows_have_changed_since_then_refused(pair, proposed, colleague):
    merge = proposed(*pair)
    digest = preview(*pair, day=TODAY).digest
    person(pair[1])

    with pytest.raises(RuleViolation) as refusal:
        services.confirm(merge=merge, digest=digest, by=colleague, today=TODAY)

    assert refusal.value.code == "changed"
    assert MergedRow.objects.count() == 0


def test_confirm_when_done_twice_then_refused(pair, merged, colleague):
    merge = merged(*pair)
    digest = preview(*pair, day=TODAY).digest

    with pytest.raises(RuleViolation):
        services.confirm(merge=merge, digest=digest, by=colleague, today=TODAY)

    assert Act.objects.of(merge).filter(code="merge.confirm").count() == 1


def test_merge_when_something_fails_midway_then_nothing_has_moved(
    pair, proposed, colleague, monkeypatch
):
    keep, drop = pair
    merge, before = proposed(keep, drop), rows_of_both(keep, drop)

    def fail(*args, **kwargs):
        raise OSError("disk")

    monkeypatch.setattr(services, "_settle", fail)
    with pytest.raises(OSError, match="disk"):
        services.confirm(
            merge=merge, digest=preview(keep, drop, day=TODAY).digest, by=colleague, today=TODAY
        )

    assert rows_of_both(keep, drop) == before
    assert not Act.objects.of(merge).filter(code="merge.confirm").exists()


@pytest.mark.parametrize("role", [Role.DECIDER, Role.AGENCY_CLERK, Role.AUDITOR, Role.UNIT_USER])
def test_propose_when_role_is_wrong_then_refused(pair, role):
    with pytest.raises(PermissionDenied):
        services.propose(
            surviving=pair[0], merged=pair[1], reason="同一单位", by=make_user(role), today=TODAY
        )


def test_propose_when_one_is_proposed_already_then_refused(pair, proposed):
    proposed(*pair)

    with pytest.raises(RuleViolation) as refusal:
        proposed(*pair)

    assert refusal.value.code == "proposed_already"


def test_refuse_when_by_the_second_person_then_both_stay(pair, proposed, colleague):
    merge = proposed(*pair)

    services.refuse(merge=merge, reason="住所不同", by=colleague, today=TODAY)

    merge.refresh_from_db()
    assert (merge.state, merge.answer) == (MergeState.REFUSED, "住所不同")
    assert Unit.objects.standing().filter(pk__in=[unit.pk for unit in pair]).count() == 2


def test_withdraw_when_not_the_proposer_then_refused(pair, proposed, colleague, handler):
    merge = proposed(*pair)

    with pytest.raises(RuleViolation):
        services.withdraw(merge=merge, by=colleague, today=TODAY)

    assert services.withdraw(merge=merge, by=handler, today=TODAY).state == MergeState.WITHDRAWN


def test_duplicate_when_merged_onwards_then_both_numbers_lead_to_the_last(pair, merged, handler):
    keep, drop = pair
    last = make_unit()
    merged(keep, drop)

    merged(last, keep)

    drop.refresh_from_db()
    assert drop.duplicate_of == last
    assert list(Unit.objects.visible_to(handler).matching(drop.public_no)) == [last]


def test_merge_when_done_then_the_history_names_the_act_and_the_person(pair, merged):
    keep, drop = pair

    merged(keep, drop)

    change = Change.objects.filter(table_name="registry_unit", row_key=str(drop.pk)).first()
    assert (change.act, change.user_name) == ("合并单位", "林若川")
