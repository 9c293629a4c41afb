"""The board's answers: registered figures on a day, beside the targets in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from ipcontact.ui.registry import Measure, measures
from registry.criteria.services import scheme_on
from registry.goals.models import Target
from registry.goals.rules import Progress, in_force, progress, stored, with_unit, written


@dataclass(frozen=True)
class Line:
    """A measure on a day, with its target if there is one, and the value a year before."""

    measure: Measure
    value: int | Decimal | None
    target: Target | None = None
    before: int | Decimal | None = None

    @property
    def text(self) -> str:
        return written(self.value)

    @property
    def words(self) -> str:
        """136家; — where there is none."""
        return with_unit(self.value, self.measure.unit)

    @property
    def before_words(self) -> str:
        return with_unit(self.before, self.measure.unit)

    @property
    def change(self) -> str:
        """增12, 减3, 持平; nothing where a value is missing."""
        if self.value is None or self.before is None:
            return "—"
        by = self.value - self.before
        return "持平" if not by else f"{'增' if by > 0 else '减'}{abs(by):,}"

    @property
    def progress(self) -> Progress:
        return progress(self.value, self.target.number if self.target else None, self.measure.unit)


def by_code() -> dict[str, Measure]:
    """Every registered measure, in order."""
    return {measure.code: measure for measure in measures}


def public_codes() -> list[str]:
    """Codes of the measures that may stand in a snapshot."""
    return [measure.code for measure in measures if measure.is_public]


def targets_on(day: date) -> dict[str, Target]:
    """The targets that hold on a day, by measure; of the plan in force. Two queries."""
    scheme = scheme_on(day)
    if scheme is None:
        return {}
    return in_force(Target.objects.filter(scheme=scheme, year__lte=day.year), day.year)


def aims(day: date) -> list[Line]:
    """The measures that have a target on a day, one query each."""
    targets = targets_on(day)
    return [
        Line(measure, measure.value(day), targets[code])
        for code, measure in by_code().items()
        if code in targets
    ]


def groups(
    day: date, *, known: Iterable[Line] = (), before: date | None = None
) -> list[tuple[str, list[Line]]]:
    """Every measure on a day under its heading.

    Args: known: lines already asked for; before: an earlier day to compare with.
    """
    values = {line.measure.code: line.value for line in known}
    lines = [
        Line(
            measure,
            values[measure.code] if measure.code in values else measure.value(day),
            before=measure.value(before) if before else None,
        )
        for measure in measures
    ]
    return [(name, list(found)) for name, found in groupby(lines, lambda line: line.measure.group)]


def frozen(codes: Iterable[str], day: date) -> list[dict[str, Any]]:
    """Figures of a day with rule and parts, as a snapshot keeps them; in registered order."""
    wanted = set(codes)
    return [_frozen(measure, day) for measure in measures if measure.code in wanted]


def _frozen(measure: Measure, day: date) -> dict[str, Any]:
    return {
        "code": measure.code,
        "label": measure.label,
        "unit": measure.unit,
        "rule": measure.rule,
        "value": stored(measure.value(day)),
        "splits": [
            {
                "label": split.label,
                "note": split.note,
                "parts": [[label, value] for label, value in split.parts(day)],
            }
            for split in measure.splits
        ],
    }
