"""Which editions the lines of a file belong to, and what is still unknown about them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ipcontact.sheets.table import Defect
from registry.imports.reading import Line
from registry.imports.rules import read_document_no
from registry.roster.choices import EditionKind
from registry.roster.rules import may_publish


@dataclass(frozen=True)
class Options:
    """What the person says beside the file; the file's own words come first where it has them.

    `wants_edition` None means: publish when a name is given or the file names batches.
    """

    edition_name: str = ""
    kind: str = EditionKind.ADDITION
    published_on: date | None = None
    document_no: str = ""
    wants_edition: bool | None = None
    confirmed_codes: frozenset[str] = frozenset()


@dataclass(slots=True)
class EditionPlan:
    """An edition the import will publish, with its lines (refused ones too) in file order."""

    name: str
    kind: str
    published_on: date | None
    document_no: str
    lines: list[Line]
    existing: Any = None
    leaving: int = 0
    orders: dict[int, int] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """The same edition with the same lines is there already."""
        return self.existing is not None


def group_lines(
    lines: Sequence[Line], options: Options, *, today: date
) -> tuple[list[EditionPlan], list[str]]:
    """Sort lines into editions, oldest first.

    Returns: the editions (none for a pure correction of the register), and in Chinese what must
    be answered before anything can be published. A line without batch among others is refused.
    """
    batches = list(dict.fromkeys(line.batch for line in lines if line.batch))
    wanted = options.wants_edition
    if wanted is None:
        wanted = bool(options.edition_name or batches)
    if not wanted:
        return [], []
    if not batches and not options.edition_name:
        return [], ["文件没有写是哪一批：请填写版次名称（例如“2021年第一批重点联系单位名录”）。"]
    if len(batches) <= 1 and options.edition_name:
        groups = {options.edition_name: list(lines)}
    else:
        groups = {}
        for line in lines:
            groups.setdefault(line.batch or options.edition_name, []).append(line)
    questions: list[str] = []
    nameless = groups.pop("", [])
    for line in nameless:
        line.defects.append(_without_batch(line))
    editions = [_edition(name, rows, options, questions, today) for name, rows in groups.items()]
    editions.sort(key=lambda edition: edition.published_on or date.max)
    return editions, questions


def _edition(
    name: str, lines: list[Line], options: Options, questions: list[str], today: date
) -> EditionPlan:
    days = _said(line.published_on for line in lines)
    numbers = _said(line.document_no for line in lines)
    if len(days) > 1:
        listed = "、".join(f"{day:%Y-%m-%d}" for day in days[:3])
        questions.append(f"“{name}”在文件里有几个公布日期（{listed}）：请在文件里统一后重新上传。")
    if len(numbers) > 1:
        listed = "、".join(numbers[:3])
        questions.append(f"“{name}”在文件里有几个文号（{listed}）：请在文件里统一后重新上传。")
    day = days[0] if days else options.published_on
    if day is None:
        questions.append(f"文件没有写“{name}”的公布日期：请填写公布日期。")
    elif refusal := may_publish(published_on=day, today=today):
        questions.append(f"“{name}”：{refusal}")
    number = numbers[0] if numbers else read_document_no(options.document_no)
    plan = EditionPlan(name[:120], options.kind, day, number, lines)
    plan.orders = _orders(lines)
    return plan


def _orders(lines: Sequence[Line]) -> dict[int, int]:
    """Order on the paper by row: 序号 where it numbers every line once, else the place in the file.

    Refused lines keep their place, so that the others keep the number the paper gave them.
    """
    numbered = [line.order for line in lines]
    if None not in numbered and len(set(numbered)) == len(numbered):
        return {line.number: line.order for line in lines if line.order}
    return {line.number: place for place, line in enumerate(lines, start=1)}


def _said(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(value for value in values if value))


def _without_batch(line: Line) -> Defect:
    reason = "未写批次：请在文件里补上批次，或另行给出版次名称"
    return Defect(line.number, "批次", "", reason, "")
