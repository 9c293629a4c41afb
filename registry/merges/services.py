"""Merging of two units: proposed, confirmed by a second person, undone within the horizon.

Order of locks, as everywhere: rows that their own services lock first (applications), the
roster, the two units by key, then the rows of each relation.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Max

from ipcontact.accounts.rights import require
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.models import Change, Operation
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.registry import MergeRelation, RowChange, merge_relations
from registry.merges.choices import MergeState
from registry.merges.models import MergedRow, UnitMerge
from registry.merges.preview import Preview, preview
from registry.merges.rules import settle_problems, undo_problems
from registry.roster.services import one_at_a_time
from registry.units.duplicates import mark_duplicate, refresh_search_keys, unmark_duplicate
from registry.units.models import Unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

VERB = "units.merge"
PROPOSE, CONFIRM, REFUSE = "merge.propose", "merge.confirm", "merge.refuse"
WITHDRAW, UNDO = "merge.withdraw", "merge.undo"
CHANGED = "您打开页面之后，两家单位的记录有变化，没有合并。请核对新的内容后再确认。"


def propose(*, surviving: Unit, merged: Unit, reason: str, by: User, today: date) -> UnitMerge:
    """Say that two rows are one unit. Nothing moves before a second person confirms.

    Args: surviving: the unit that stays; merged: the one that becomes part of it; reason: by
    what the two were found to be one, e.g. the registration notice.
    Raises: RuleViolation `same_unit`, `already_merged`, `unknown_relation`, `obstacle`,
    `proposed_already`.
    """
    require(by, VERB)
    with act("提出合并单位", by=by, reason=reason):
        surviving, merged = _locked_units(surviving, merged, by=by)
        found = preview(surviving, merged, day=today)
        _refuse_obstacles(found)
        try:
            with transaction.atomic():
                merge = UnitMerge.objects.create(
                    surviving=surviving,
                    merged=merged,
                    reason=reason,
                    counts=found.counts,
                    proposed_by=by,
                )
        except IntegrityError as error:
            raise RuleViolation(
                "proposed_already", f"“{merged.name}”已有一项合并待确认，请打开那一项办理。"
            ) from error
        record(merge, code=PROPOSE, action="提出合并", by=by, reason=reason, today=today)
    return merge


def confirm(*, merge: UnitMerge, digest: str, by: User, today: date) -> UnitMerge:
    """Merge, as the second person: every row moves in one transaction, or none.

    Args: digest: of the preview the person looked at (`Preview.digest`).
    Raises: RuleViolation `wrong_state`, `second_person`, `changed`, `unknown_relation`,
    `obstacle`.
    """
    require(by, VERB)
    with act("合并单位", by=by, reason=merge.reason):
        _lock_first(merge.surviving_id, merge.merged_id)
        surviving, merged = _locked_units(merge.surviving, merge.merged, by=by)
        merge = _locked(merge)
        refuse_first(settle_problems(state=merge.state, is_own=merge.proposed_by_id == by.pk))
        found = preview(surviving, merged, day=today)
        _refuse_obstacles(found)
        if digest != found.digest:
            raise RuleViolation("changed", CHANGED)
        for part in found.parts:
            for change in part.plan.changes:
                _write(merge, part.relation, change)
        mark_duplicate(merged, of=surviving)
        refresh_search_keys(surviving)
        _settle(surviving, merged)
        store(
            merge,
            state=MergeState.MERGED,
            counts=found.counts,
            settled_by=by,
            settled_on=today,
            history_mark=Change.objects.aggregate(last=Max("pk"))["last"] or 0,
        )
        record(
            merge,
            code=CONFIRM,
            action="合并单位",
            by=merge.proposed_by,
            confirmed_by=by,
            entered_by=merge.proposed_by,
            reason=merge.reason,
            today=today,
        )
    return merge


def refuse(*, merge: UnitMerge, reason: str, by: User, today: date) -> UnitMerge:
    """Say, as the second person, that the two are not one.

    Raises: RuleViolation `wrong_state`, `second_person`.
    """
    require(by, VERB)
    with act("不确认合并", by=by, reason=reason):
        merge = _locked(merge)
        refuse_first(settle_problems(state=merge.state, is_own=merge.proposed_by_id == by.pk))
        store(merge, state=MergeState.REFUSED, settled_by=by, settled_on=today, answer=reason)
        record(merge, code=REFUSE, action="不确认合并", by=by, reason=reason, today=today)
    return merge


def withdraw(*, merge: UnitMerge, by: User, today: date) -> UnitMerge:
    """Take one's own proposal back before anybody settled it.

    Raises: RuleViolation `wrong_state`, `not_yours`.
    """
    require(by, VERB)
    with act("撤回合并", by=by):
        merge = _locked(merge)
        refuse_first(settle_problems(state=merge.state, is_own=False))
        if merge.proposed_by_id != by.pk:
            raise RuleViolation("not_yours", "只有提出人可以撤回；您可以选择不确认并写明理由。")
        store(merge, state=MergeState.WITHDRAWN)
        record(merge, code=WITHDRAW, action="撤回合并", by=by, today=today)
    return merge


def undo(*, merge: UnitMerge, reason: str, by: User, today: date) -> UnitMerge:
    """Part the two again: every moved row is what it was, as long as nothing was built on it.

    Raises: RuleViolation `wrong_state`, `horizon`, `built_on`.
    """
    require(by, VERB)
    with act("撤销合并", by=by, reason=reason):
        _lock_first(merge.surviving_id, merge.merged_id)
        surviving, merged = _locked_units(merge.surviving, merge.merged)
        merge = _locked(merge)
        refuse_first(undo_obstacles(merge, today=today))
        for row in merge.rows.order_by("-pk"):
            _write_back(row)
        unmark_duplicate(merged)
        for unit in (surviving, merged):
            refresh_search_keys(unit)
        _settle(surviving, merged)
        store(merge, state=MergeState.UNDONE, undone_by=by, undone_on=today)
        record(merge, code=UNDO, action="撤销合并", by=by, reason=reason, today=today)
    return merge


def undo_obstacles(merge: UnitMerge, *, today: date) -> list[tuple[str, str]]:
    """Why a merge can no longer be undone, as (code, sentence); empty when it can."""
    return undo_problems(
        state=merge.state,
        merged_on=merge.settled_on,
        days=settings.MERGE_UNDO_DAYS,
        today=today,
        built=tuple(_built_on(merge)) if merge.state == MergeState.MERGED else (),
    )


def _built_on(merge: UnitMerge) -> list[str]:
    """Rows that were changed since, and rows the surviving unit got since: 联络员1名."""
    later = Change.objects.filter(pk__gt=merge.history_mark)
    found: Counter[str] = Counter()
    for relation in merge_relations:
        model, field = _model_of(relation)
        if relation.is_derived or model is UnitMerge:
            continue
        own = later.filter(table_name=model._meta.db_table)
        moved = merge.rows.filter(relation=relation.relation).values("row_key")
        changed = own.filter(row_key__in=moved).values("row_key")
        fresh = own.filter(
            operation=Operation.INSERT, **{f"after__{field.attname}": merge.surviving_id}
        ).values("row_key")
        found[relation.relation] = changed.union(fresh).count()
    return [
        f"{relation.label}{found[relation.relation]}{relation.word}"
        for relation in merge_relations
        if found[relation.relation]
    ]


def _refuse_obstacles(found: Preview) -> None:
    refuse_first(found.problems)
    if found.obstacles:
        raise RuleViolation("obstacle", "".join(found.obstacles))


def _lock_first(*units: int) -> None:
    """What other services lock before they come to a unit: its files, and the roster."""
    for relation in merge_relations:
        if relation.is_locked_first:
            model, field = _model_of(relation)
            rows = model._base_manager.filter(**{f"{field.name}__in": units}).order_by("pk")
            list(rows.select_for_update(of=("self",)).values_list("pk"))
    one_at_a_time()


def _locked_units(first: Unit, second: Unit, *, by: User | None = None) -> tuple[Unit, Unit]:
    """Both units, locked in the order of their keys, as they are now."""
    units = Unit.objects.visible_to(by) if by is not None else Unit.objects.all()
    rows = units.filter(pk__in=[first.pk, second.pk]).order_by("pk")
    found = {unit.pk: unit for unit in rows.select_for_update(of=("self",))}
    if first.pk not in found or second.pk not in found:
        raise RuleViolation("already_merged", "其中一家已经合并到别的单位，请刷新后再试。")
    return found[first.pk], found[second.pk]


def _locked(merge: UnitMerge) -> UnitMerge:
    return UnitMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)


def _settle(surviving: Unit, merged: Unit) -> None:
    for relation in merge_relations:
        if relation.settle is not None:
            relation.settle({surviving.pk, merged.pk})


def _model_of(relation: MergeRelation) -> tuple[type[models.Model], models.Field]:
    label, _, name = relation.relation.rpartition(".")
    model = apps.get_model(label)
    return model, model._meta.get_field(name)


def _write(merge: UnitMerge, relation: MergeRelation, change: RowChange) -> None:
    model = type(change.row)
    MergedRow.objects.create(
        merge=merge,
        relation=relation.relation,
        row_key=str(change.row.pk),
        before={name: _plain(getattr(change.row, name)) for name in change.values},
        after={name: _plain(value) for name, value in change.values.items()},
    )
    model._base_manager.filter(pk=change.row.pk).update(**change.values)


def _write_back(row: MergedRow) -> None:
    relation = next(each for each in merge_relations if each.relation == row.relation)
    model, _ = _model_of(relation)
    values = {name: _field(model, name).to_python(value) for name, value in row.before.items()}
    written = model._base_manager.filter(pk=row.row_key).update(**values)
    if not written and not relation.is_derived:
        raise RuleViolation("built_on", "合并时转入的记录已不在，不能撤销，请另行更正。")


def _field(model: type[models.Model], name: str) -> models.Field:
    return next(each for each in model._meta.concrete_fields if name in (each.name, each.attname))


def _plain(value: Any) -> Any:
    """A value as JSON keeps it; fields read it back."""
    return value.isoformat() if hasattr(value, "isoformat") else value
