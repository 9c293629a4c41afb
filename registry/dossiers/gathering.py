"""A unit's file put together: what the parts contribute, and everything that belongs to it.

A few queries for each part and each table, whatever the size of the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Q

from ipcontact.accounts.rights import can
from ipcontact.acts.models import Act
from ipcontact.acts.wording import Line as Step
from ipcontact.acts.wording import line
from ipcontact.clocks import subjects
from ipcontact.clocks.models import Clock
from ipcontact.documents.models import OfficialDocument
from ipcontact.files.access import may_read
from ipcontact.files.models import StoredFile
from ipcontact.ui.registry import DossierEntry, DossierSection, controls, dossier_sections
from registry.exceptions.rows import Asked, Exceptions, Line
from registry.units.dossier import family
from registry.units.models import Unit

MOST_STEPS = 2_000
MOST_EXCEPTIONS = 1_000
# The room of official documents knows no units: its papers are found by their records.
PAPERS = DossierSection(code="documents", title="文书", entries=lambda unit: (), order=95)
References = dict[str, set[str]]


@dataclass(frozen=True)
class Item:
    """One numbered line of the contents, with its files."""

    number: int
    entry: DossierEntry
    details: tuple[tuple[str, str], ...]
    files: tuple[StoredFile, ...]


@dataclass(frozen=True)
class Section:
    """A section of the file."""

    code: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Dossier:
    """A unit's file (一企一档) as of now.

    `exceptions` and `steps` are what an auditor asks first: what was out of the ordinary; who did
    what, when, why. `broken` are controls that should have found nothing and did.
    """

    unit: Unit
    sections: tuple[Section, ...]
    steps: tuple[Step, ...]
    has_more_steps: bool
    limits: tuple[Clock, ...]
    exceptions: tuple[Line, ...]
    broken: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        """Lines of the contents."""
        return sum(len(section.items) for section in self.sections)

    @property
    def files(self) -> list[tuple[int, StoredFile]]:
        """Every file with the number of the line it stands at, each once."""
        found: dict[int, tuple[int, StoredFile]] = {}
        for section in self.sections:
            for item in section.items:
                for file in item.files:
                    found.setdefault(file.pk, (item.number, file))
        return list(found.values())

    @property
    def bytes(self) -> int:
        """Size of all files together."""
        return sum(file.size for _, file in self.files)


def gather(unit: Unit, *, user: Any, with_persons: bool = False) -> Dossier:
    """Put a unit's file together for a reader.

    Args: user: the reader, who may read this unit's file; with_persons: names and numbers of the
    unit's people in full, where the reader has the right and said why.
    """
    found = [
        (section, sorted(section.entries(unit), key=lambda entry: entry.on or date.min))
        for section in dossier_sections
    ]
    entries = [entry for _, listed in found for entry in listed]
    references = _references(record for entry in entries for record in entry.records)
    papers = _documents(references)
    for table, keys in _references(record for entry in papers for record in entry.records).items():
        references[table] |= keys
    steps = _steps(references)
    files = _files(references, steps, user)
    sections, number = [], 0
    for section, listed in (*found, (PAPERS, papers)):
        items = []
        for entry in listed:
            number += 1
            items.append(_item(number, entry, files, with_persons=with_persons))
        if items:
            sections.append(Section(section.code, section.title, tuple(items)))
    asked = Asked(
        about=[(table, key) for table, keys in references.items() for key in keys],
        named=_numbers(unit, entries),
    )
    return Dossier(
        unit=unit,
        sections=tuple(sections),
        steps=tuple(line(step) for step in steps[:MOST_STEPS]),
        has_more_steps=len(steps) > MOST_STEPS,
        limits=tuple(Clock.objects.filter(_among(references)).order_by("start_on", "pk")),
        exceptions=tuple(Exceptions(asked).page(0, MOST_EXCEPTIONS)),
        broken=tuple(_broken(references)),
    )


def _item(number: int, entry: DossierEntry, files: dict, *, with_persons: bool) -> Item:
    own: dict[int, StoredFile] = {}
    for record in entry.records:
        for file in files.get(subjects.reference(record), ()):
            own[file.pk] = file
    persons = entry.personal if with_persons else entry.masked
    return Item(number, entry, (*persons, *entry.facts), tuple(own.values()))


def _references(records: Iterable[Model]) -> References:
    found: References = defaultdict(set)
    for record in records:
        table, key = subjects.reference(record)
        found[table].add(key)
    return found


def _among(references: References, table: str = "subject_table", key: str = "subject_key") -> Q:
    condition = Q(pk__in=())
    for name, keys in references.items():
        condition |= Q(**{table: name, f"{key}__in": sorted(keys)})
    return condition


def _steps(references: References) -> list[Act]:
    people = ("acted_by", "entered_by", "confirmed_by", "taken_back_by", "scan")
    rows = Act.objects.filter(_among(references)).select_related(*people)
    return list(rows.order_by("event_on", "pk")[: MOST_STEPS + 1])


def _files(
    references: References, steps: Iterable[Act], user: Any
) -> dict[subjects.Reference, list[StoredFile]]:
    """Files of the records and the scans of their steps, by record; those the reader may read."""
    found: dict[subjects.Reference, list[StoredFile]] = defaultdict(list)
    rows = StoredFile.objects.current().filter(_among(references, "owner_table", "owner_key"))
    for file in rows.order_by("pk"):
        found[(file.owner_table, file.owner_key)].append(file)
    for step in steps:
        if step.scan is not None and not step.scan.is_removed:
            found[(step.subject_table, step.subject_key)].append(step.scan)
    if can(user, "audit.view"):
        return found
    return {
        place: [file for file in files if may_read(user, file)] for place, files in found.items()
    }


def _documents(references: References) -> list[DossierEntry]:
    rows = OfficialDocument.objects.filter(_among(references)).order_by("created_at", "pk")
    return [
        DossierEntry(
            title=row.title,
            on=row.dated_on,
            number=row.document_no or "待编号",
            who=row.organ_name,
            facts=(("状态", row.get_state_display()),),
            records=(row,),
        )
        for row in rows
    ]


def _numbers(unit: Unit, entries: Iterable[DossierEntry]) -> tuple[str, ...]:
    """Words by which accesses name this unit or one of its files."""
    files = {entry.number for entry in entries if entry.number.startswith("SB")}
    return tuple(sorted({row.public_no for row in family(unit)} | files))


def _broken(references: References) -> Iterable[tuple[str, int]]:
    for control in controls:
        rows = control.rows().filter(_among(references, "x_table", "x_key"))
        yield control.label, rows.count()
