"""What an import will do, line by line, and its account: counts, words, fingerprint."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ipcontact.sheets.table import Defect, Table
from registry.imports.choices import Verdict
from registry.imports.editions import EditionPlan
from registry.imports.reading import Line
from registry.roster.choices import EditionKind
from registry.units.models import Unit

SHOWN_DEFECTS = 30  # above the lines; all of them stand at their line
IMPORTED = (Verdict.NEW, Verdict.UPDATED)


@dataclass(slots=True)
class Step:
    """What becomes of one line. `leads` is false for a line that only adds a roster entry."""

    line: Line
    verdict: Verdict = Verdict.UNCHANGED
    unit: Unit | None = None
    key: object = None
    edition: EditionPlan | None = None
    leads: bool = True
    is_listed: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    new_name: str = ""
    former_name: str = ""
    adds_contact: bool = False
    changes: list[dict[str, str]] = field(default_factory=list)

    def refuse(self, defect: Defect) -> None:
        """Leave the line out."""
        self.line.defects.append(defect)
        self.verdict = Verdict.REJECTED


@dataclass
class Plan:
    """The whole import. `questions` must be answered before it can be saved."""

    table: Table
    steps: list[Step]
    editions: list[EditionPlan]
    questions: list[str]

    @property
    def counts(self) -> dict[str, int]:
        """Lines by verdict, every verdict present."""
        found = Counter(step.verdict for step in self.steps)
        return {verdict.value: found[verdict] for verdict in Verdict}

    @property
    def imported(self) -> int:
        """Lines that change something."""
        return sum(step.verdict in IMPORTED for step in self.steps)

    @property
    def is_all_rejected(self) -> bool:
        """Whether no line at all can be imported."""
        return all(step.verdict is Verdict.REJECTED for step in self.steps)

    @property
    def fingerprint(self) -> str:
        """Equal for two plans that would write the same."""
        facts = [
            [
                [s.line.number, s.verdict, s.unit.pk if s.unit else 0, s.new_name, s.changes]
                for s in self.steps
            ],
            [
                [e.name, e.kind, str(e.published_on), e.document_no, e.is_done, e.leaving]
                for e in self.editions
            ],
            self.questions,
        ]
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The result of the command, as the contract words it (model.md)."""
        counts = self.counts
        return {
            "file": self.table.file,
            "sheet": self.table.sheet,
            "header_row": self.table.header_row,
            "rows": len(self.steps),
            "new": counts[Verdict.NEW],
            "updated": counts[Verdict.UPDATED],
            "unchanged": counts[Verdict.UNCHANGED],
            "rejected": [joined(step.line.defects) for step in self.steps if step.line.defects],
            "warnings": [short(defect) for defect in self.warnings()],
            "ignored_columns": self.table.ignored_columns,
        }

    def warnings(self) -> list[Defect]:
        """Warnings of the reader and of the lines, by row."""
        own = [warning for step in self.steps for warning in step.line.warnings]
        return sorted([*self.table.warnings, *own], key=lambda defect: defect.row)

    def summary(self) -> dict[str, Any]:
        """What the page shows above the lines, and what saving compares with."""
        return {
            "fingerprint": self.fingerprint,
            "sentence": sentence(self),
            "sheet": self.table.sheet,
            "header_row": self.table.header_row,
            "rows": len(self.steps),
            "counts": self.counts,
            "imported": self.imported,
            "questions": self.questions,
            "ignored_columns": self.table.ignored_columns,
            "skipped": [[row.number, row.text] for row in self.table.skipped[:50]],
            "notes": self.table.notes,
            "warnings": [defect.as_dict() for defect in self.table.warnings[:200]],
            "warning_count": len(self.warnings()),
            "defects": [defect.as_dict() for step in self.steps for defect in step.line.defects][
                :SHOWN_DEFECTS
            ],
            "confirmable": [
                {"code": step.line.code, "name": step.line.name, "row": step.line.number}
                for step in self.steps
                if step.line.may_confirm and not step.line.is_confirmed
            ][:200],
            "editions": [_edition_summary(edition, self.steps) for edition in self.editions],
        }


def sentence(plan: Plan) -> str:
    """The preview in one sentence: 28行：25可导入、2已在库、1信用代码第 9 位有误（F14）。"""
    counts = plan.counts
    listed = sum(step.is_listed and step.verdict in IMPORTED for step in plan.steps)
    fresh = plan.imported - listed
    parts = [f"{fresh}可导入"] if fresh or not counts[Verdict.UNCHANGED] else []
    if fresh and counts[Verdict.NEW] and counts[Verdict.NEW] != fresh:
        parts = [f"{fresh}可导入（新增{counts[Verdict.NEW]}）"]
    if listed:
        parts.append(f"{listed}已在库")
    if counts[Verdict.UNCHANGED]:
        parts.append(f"{counts[Verdict.UNCHANGED]}无变化")
    refused = [step.line.defects[0] for step in plan.steps if step.line.defects]
    reasons = Counter(gist(defect) for defect in refused)
    for words, count in reasons.most_common(3):
        cells = [defect.address for defect in refused if gist(defect) == words and defect.address]
        cells = list(dict.fromkeys(cells))
        places = f"（{'、'.join(cells[:3])}{'等' if len(cells) > 3 else ''}）" if cells else ""
        parts.append(f"{count}{words}{places}")
    rest = len(refused) - sum(count for _, count in reasons.most_common(3))
    if rest:
        parts.append(f"另有{rest}行不能导入")
    return f"{len(plan.steps)}行：{'、'.join(parts)}。"


def gist(defect: Defect) -> str:
    """A reason in few words, alike for lines that fail alike."""
    if place := re.match(r"第 (\d+) 位", defect.reason):
        return f"信用代码第{place[1]}位有误"
    if defect.reason.startswith("代码应为 18 位"):
        return "信用代码位数不对"
    if re.match(r"与第 \d+ 行重复", defect.reason):
        return "重复"
    if "是合并单元格" in defect.reason:
        return "合并了关键列"
    return re.split("[：。]", defect.reason, maxsplit=1)[0]


def joined(defects: Sequence[Defect]) -> dict[str, Any]:
    """A refused row as the contract words it: the first defect, with the reasons of all."""
    first, *others = defects
    reasons = [first.reason, *(f"{other.column}：{other.reason}" for other in others)]
    return {**short(first), "reason": "；".join(reasons)}


def short(defect: Defect) -> dict[str, Any]:
    """A defect as the contract words it: row and column stand for the address."""
    return {
        "row": defect.row,
        "column": defect.column,
        "value": defect.value,
        "reason": defect.reason,
    }


def _edition_summary(edition: EditionPlan, steps: Iterable[Step]) -> dict[str, Any]:
    lines = sum(step.edition is edition and step.verdict in IMPORTED for step in steps)
    return {
        "name": edition.name,
        "kind": edition.kind,
        "kind_label": EditionKind(edition.kind).label,
        "published_on": f"{edition.published_on:%Y-%m-%d}" if edition.published_on else "",
        "document_no": edition.document_no,
        "lines": lines,
        "leaving": edition.leaving,
        "is_done": edition.is_done,
    }
