"""A published paper set for reading: only the columns it really had."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.criteria.services import criteria_on
from registry.roster.models import RosterEdition, RosterEntry
from registry.roster.resources import criteria_words
from registry.roster.tables import grouped


@dataclass(frozen=True)
class PaperLine:
    """A line as the paper had it."""

    order: int
    name: str
    former_name: str
    code: tuple[str, ...]
    criteria: str
    recommended_by: str
    listed_on: date | None


@dataclass(frozen=True)
class PrintedPaper:
    """Lines of a paper and which columns it had at all."""

    lines: list[PaperLine]
    has_codes: bool
    has_criteria: bool
    has_recommenders: bool
    has_dates: bool


def printed(edition: RosterEdition, entries: Iterable[RosterEntry]) -> PrintedPaper:
    """Set lines of an edition. Args: entries: the lines of one page, in order."""
    labels = {item.code: item.short_name for item in criteria_on(edition.published_on)}
    lines = [
        PaperLine(
            entry.order,
            entry.name,
            entry.former_name,
            grouped(entry.credit_code),
            criteria_words(entry.criteria, labels),
            entry.recommended_by,
            entry.listed_on,
        )
        for entry in entries
    ]
    return PrintedPaper(
        lines,
        has_codes=any(line.code for line in lines),
        has_criteria=any(line.criteria for line in lines),
        has_recommenders=any(line.recommended_by for line in lines),
        has_dates=any(line.listed_on for line in lines),
    )
