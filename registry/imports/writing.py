"""Carrying out a plan: units, names, contacts and editions, in few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from registry.imports.choices import Verdict
from registry.imports.editions import EditionPlan
from registry.imports.plan import Plan, Step
from registry.roster.models import RosterEdition
from registry.roster.services import EditionFacts, RosterLine, publish_edition
from registry.units.bulk import add_former_names, add_primary_contacts, update_units
from registry.units.models import Unit
from registry.units.services import BATCH, NewUnit, create_units, rename

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

RELATIONS = ("region", "lead_agency", "co_agency")


def write(
    plan: Plan,
    *,
    source_hash: str,
    by: User | None,
    today: date,
    report: Callable[[int], None] = lambda done: None,
) -> list[RosterEdition]:
    """Write everything a plan says. Call it in one transaction, holding the roster's lock.

    Args: source_hash: of the file; report: told how many lines are done.
    Returns: the editions published, oldest first.
    Raises: RuleViolation from the services of units and roster.
    """
    steps = [step for step in plan.steps if step.verdict is not Verdict.REJECTED]
    units = _create(steps, today, report)
    known = [step for step in steps if step.unit and step.verdict is Verdict.UPDATED]
    update_units([(step.unit, step.values) for step in known if step.values], by=None, today=today)
    for step in known:
        if step.new_name:
            rename(unit=step.unit, name=step.new_name, on=today, by=None, evidence="登记资料导入")
    _add_former_names(known, today)
    units |= {step.key: step.unit for step in steps if step.unit}
    _add_contacts(steps, units, today)
    editions, done = [], 0
    for edition in plan.editions:
        own = [step for step in steps if step.edition is edition]
        if own and not edition.is_done:
            editions.append(_publish(edition, own, units, plan, source_hash, by, today))
        done += len(edition.lines)
        report(done)
    return editions


def _create(
    steps: Sequence[Step], today: date, report: Callable[[int], None]
) -> dict[object, Unit]:
    names = defaultdict(dict)
    for step in steps:
        if step.unit is None:
            names[step.key] |= {step.line.name: None, step.line.entry_name: None}
    leaders = [step for step in steps if step.verdict is Verdict.NEW]
    units: dict[object, Unit] = {}
    for start in range(0, len(leaders), BATCH):
        part = leaders[start : start + BATCH]
        new = [
            NewUnit(
                name=step.line.name,
                credit_code=step.line.code or None,
                values={
                    f"{name}_id" if name in RELATIONS else name: value
                    for name, value in step.values.items()
                },
                former_names=[name for name in names[step.key] if name != step.line.name],
                code_confirmed=step.line.is_confirmed,
            )
            for step in part
        ]
        made = create_units(new, by=None, today=today)
        units |= {step.key: unit for step, unit in zip(part, made, strict=True)}
        report(len(units))
    return units


def _add_former_names(steps: Sequence[Step], today: date) -> None:
    named: dict[int, dict[str, date]] = defaultdict(dict)
    for step in steps:
        if step.former_name:
            day = step.edition.published_on if step.edition else today
            named[step.unit.pk][step.former_name] = day
    add_former_names(named, evidence="名录补录")


def _add_contacts(steps: Sequence[Step], units: dict[object, Unit], today: date) -> None:
    add_primary_contacts(
        [
            (units[step.key].pk, step.line.contact_name, step.line.mobile, step.line.phone)
            for step in steps
            if step.adds_contact
        ],
        today=today,
    )


def _publish(
    edition: EditionPlan,
    steps: Sequence[Step],
    units: dict[object, Unit],
    plan: Plan,
    source_hash: str,
    by: User | None,
    today: date,
) -> RosterEdition:
    lines = [
        RosterLine(
            unit=units[step.key],
            order=edition.orders[step.line.number],
            name=step.line.entry_name,
            credit_code=step.line.code,
            criteria=step.line.criteria,
            recommended_by=step.line.recommended_by,
            listed_on=step.line.listed_on,
            left_on=step.line.left_on,
            ground=step.line.ground,
        )
        for step in steps
    ]
    facts = EditionFacts(
        name=edition.name,
        published_on=edition.published_on,
        kind=edition.kind,
        document_no=edition.document_no,
        is_backfill=True,
        source_name=plan.table.file[:200],
        source_hash=source_hash,
    )
    return publish_edition(facts, lines, by=by, today=today)
