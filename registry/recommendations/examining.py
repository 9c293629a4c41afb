"""What a 推荐汇总表 says, line by line: what can be imported, what is wrong and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ipcontact.accounts.models import Agency, Region
from ipcontact.sheets.table import Defect, Row, Table
from ipcontact.text.credit_code import check_credit_code, normalise_credit_code
from ipcontact.text.rules import clean_text
from registry.imports.plan import gist, joined, short
from registry.imports.reading import Line, LineReader
from registry.imports.register import Register, known_codes, load_namesakes, load_vocabulary
from registry.recommendations.choices import LineVerdict
from registry.recommendations.rules import Fate
from registry.recommendations.services.drafting import Proposal
from registry.recommendations.standing import Standing, identity, standings, told_to
from registry.rounds.models import IntakeRound
from registry.units.choices import UnitKind
from registry.units.rules import name_core

LONGEST_STATEMENT = 2_000
_TAKEN = {Fate.LISTED: LineVerdict.LISTED, Fate.ALREADY: LineVerdict.OPEN}


@dataclass
class Judged:
    """A line with what becomes of it."""

    line: Line
    row: Row
    verdict: LineVerdict = LineVerdict.READY
    standing: Standing | None = None
    proposal: Proposal | None = None
    is_unchanged: bool = False

    @property
    def joins(self) -> bool:
        """Whether the recommendation goes into a file that is there already."""
        return self.standing is not None and self.standing.fate is Fate.JOINS


@dataclass
class Examined:
    """A whole sheet as it stands now."""

    table: Table
    lines: list[Judged] = field(default_factory=list)

    @property
    def ready(self) -> list[Judged]:
        return [each for each in self.lines if each.verdict is LineVerdict.READY]

    @property
    def counts(self) -> dict[str, int]:
        """Lines by verdict, every verdict present."""
        found = Counter(each.verdict for each in self.lines)
        return {verdict.value: found[verdict] for verdict in LineVerdict}

    def warnings(self) -> list[Defect]:
        """Warnings of the reader and of the lines, by row."""
        own = [warning for each in self.lines for warning in each.line.warnings]
        return sorted([*self.table.warnings, *own], key=lambda defect: defect.row)

    def as_json(self) -> dict[str, Any]:
        """The result of the command, as the contract words it (model.md)."""
        refused = [each for each in self.lines if each.line.defects and not each.is_unchanged]
        return {
            "file": self.table.file,
            "sheet": self.table.sheet,
            "header_row": self.table.header_row,
            "rows": len(self.lines),
            "new": sum(not each.joins for each in self.ready),
            "updated": sum(each.joins for each in self.ready),
            "unchanged": sum(each.is_unchanged for each in self.lines),
            "rejected": [joined(each.line.defects) for each in refused],
            "warnings": [short(defect) for defect in self.warnings()],
            "ignored_columns": self.table.ignored_columns,
        }


def examine(
    table: Table,
    rows: Sequence[Row],
    *,
    agency: Agency,
    round: IntakeRound,
    today: date,
    confirmed: Collection[str] = (),
    taken: Mapping[int, LineVerdict] | None = None,
) -> Examined:
    """Judge every line; reads only, in a bounded number of queries.

    Args:
        table: headers and places, for the words of defects.
        rows: the lines as read or mended.
        agency, round: who recommends, and where.
        confirmed: codes that staff compared with the licence although the check fails.
        taken: lines imported earlier: they are not judged again.
    """
    words = load_vocabulary()
    codes = {normalise_credit_code(row.values.get("credit_code", "")) for row in rows} - {""}
    known = known_codes(codes)
    reader = LineReader(table, words, confirmed=confirmed, known=known.keys(), today=today)
    places = _Places()
    result = Examined(table)
    for row in rows:
        judged = Judged(reader.read(row), row)
        _read_own_columns(table, judged)
        judged.proposal = _proposal(judged, places)
        _read_alliance(table, judged)
        if taken and row.number in taken:
            judged.verdict = taken[row.number]
        elif judged.line.defects:
            judged.verdict = LineVerdict.REJECTED
        result.lines.append(judged)
    _refuse_repeated(result)
    _settle(result, agency=agency, round=round)
    _warn_namesakes(result, agency=agency)
    return result


class _Places:
    """Regions and agencies by key, each table read once and only when asked for."""

    def __init__(self) -> None:
        self._regions: dict[int, str] | None = None
        self._agencies: dict[int, Agency] | None = None

    def region_code(self, key: int | None) -> str:
        if key is None:
            return ""
        if self._regions is None:
            self._regions = dict(Region.objects.values_list("pk", "code"))
        return self._regions.get(key, "")

    def agency(self, key: int | None) -> Agency | None:
        if key is None:
            return None
        if self._agencies is None:
            self._agencies = {each.pk: each for each in Agency.objects.active()}
        return self._agencies.get(key)


def _read_own_columns(table: Table, judged: Judged) -> None:
    row, line = judged.row, judged.line
    email = clean_text(row.values.get("contact_email", ""))
    if email:
        try:
            validate_email(email)
        except ValidationError:
            line.warnings.append(
                table.defect(row, "contact_email", "不像邮箱地址，未采用：应像 name@example.com")
            )
            row.values["contact_email"] = ""
    statement = clean_text(row.values.get("statement", ""), lines=True)
    if len(statement) > LONGEST_STATEMENT:
        line.warnings.append(
            table.defect(row, "statement", f"超过 {LONGEST_STATEMENT} 字，后面的没有采用")
        )
    if not (line.contact_name and (line.mobile or row.values.get("contact_email"))):
        line.warnings.append(
            table.defect(
                row,
                "contact_phone" if line.contact_name else "contact_name",
                "没有联系人的手机或邮箱，签发后邀请只能用微信文案、二维码或电话告知",
            )
        )


def _proposal(judged: Judged, places: _Places) -> Proposal:
    line, cells = judged.line, judged.row.values
    values, guesses = line.values, line.guesses
    kind = values.get("kind") or guesses.get("kind") or UnitKind.ENTERPRISE.value
    registered_on = values.get("registered_on")
    basic: dict[str, Any] = {
        "unit_name": line.name,
        "credit_code": line.code,
        "unit_kind": kind,
        "registered_address": values.get("registered_address", ""),
        "business_address": values.get("business_address", ""),
        "region": places.region_code(values.get("region") or guesses.get("region")),
        "registered_on": registered_on.isoformat() if registered_on else "",
        "industry": values.get("industry_code", ""),
    }
    if kind == UnitKind.ALLIANCE:
        basic["lead_unit_name"] = clean_text(cells.get("lead_unit_name", ""))[:200]
        basic["lead_unit_code"] = normalise_credit_code(cells.get("lead_unit_code", ""))
    statement = clean_text(cells.get("statement", ""), lines=True)[:LONGEST_STATEMENT]
    remarks = [*line.remarks, *([values["note"]] if values.get("note") else [])]
    return Proposal(
        basic=basic,
        criteria=line.criteria,
        statement="\n".join([statement, *remarks]).strip()[: LONGEST_STATEMENT * 2],
        contact_name=line.contact_name[:40],
        mobile=line.mobile,
        phone=line.phone,
        email=clean_text(cells.get("contact_email", "")),
        co_agency=places.agency(values.get("co_agency")),
    )


def _read_alliance(table: Table, judged: Judged) -> None:
    """An alliance without a code is told apart by its lead unit, which must be named."""
    basic = judged.proposal.basic
    if judged.line.code or judged.line.defects:
        return
    verdict = check_credit_code(basic.get("lead_unit_code", ""))
    if not basic.get("lead_unit_name") or not verdict.ok:
        judged.line.defects.append(
            table.defect(
                judged.row,
                "credit_code",
                "联盟没有信用代码的，请加填“牵头单位”和“牵头单位信用代码”两列，或在页面逐家拟写",
            )
        )


def _refuse_repeated(result: Examined) -> None:
    first: dict[str, int] = {}
    for each in result.lines:
        if each.verdict is LineVerdict.REJECTED and not each.line.code:
            continue
        key = identity(each.proposal.basic)
        if key in first and each.verdict is LineVerdict.READY:
            _reject(result.table, each, f"与第 {first[key]} 行重复，只导入第一行")
        first.setdefault(key, each.line.number)


def _settle(result: Examined, *, agency: Agency, round: IntakeRound) -> None:
    """Compare with the roster, the own recommendations and the files in hand."""
    ready = [each for each in result.lines if each.verdict is LineVerdict.READY]
    found = standings([each.proposal.basic for each in ready], agency=agency, round=round)
    for each in ready:
        each.standing = standing = found[identity(each.proposal.basic)]
        table, row, line = result.table, each.row, each.line
        if standing.refusal:
            _reject(table, each, standing.refusal)
            each.is_unchanged = standing.fate is Fate.ALREADY
            each.verdict = _TAKEN.get(standing.fate, LineVerdict.OPEN)
            if standing.is_former:
                each.verdict = LineVerdict.REJECTED
        elif each.joins:
            number = standing.open_file.application_no
            line.warnings.append(
                table.defect(
                    row, "credit_code", f"该单位已有在办申报（{number}），推荐将并入这一件"
                )
            )
        if standing.unit is not None and standing.unit.name != line.name:
            line.warnings.append(
                table.defect(row, "name", f"与档案中的名称“{standing.unit.name}”不同，请核对")
            )


def _reject(table: Table, judged: Judged, reason: str) -> None:
    judged.verdict = LineVerdict.REJECTED
    judged.line.defects.append(table.defect(judged.row, "credit_code", reason))


def _warn_namesakes(result: Examined, *, agency: Agency) -> None:
    """同名不同码: another unit whose name has the same core, of those the agency may hear of."""
    fresh = [
        each
        for each in result.ready
        if each.standing is not None and each.standing.unit is None and each.line.code
    ]
    register = Register()
    load_namesakes(register, [each.line.name for each in fresh], among=told_to(agency))
    for each in fresh:
        for name, code in register.namesakes.get(name_core(each.line.name), [])[:1]:
            each.line.warnings.append(
                result.table.defect(
                    each.row,
                    "name",
                    f"档案中有名称相近的“{name}”（{code or '无代码'}），请核对是否同一单位",
                )
            )


def sentence(counts: Mapping[str, int], defects: Iterable[Defect]) -> str:
    """The preview in one sentence: 28行：25家可导入、2家已在库、1行信用代码第9位有误（F14）。

    Args: counts: lines by verdict; defects: the first one of each rejected line.
    """
    parts = []
    if counts[LineVerdict.IMPORTED]:
        parts.append(f"{counts[LineVerdict.IMPORTED]}家已导入")
    if counts[LineVerdict.READY] or not parts:
        parts.append(f"{counts[LineVerdict.READY]}家可导入")
    if counts[LineVerdict.LISTED]:
        parts.append(f"{counts[LineVerdict.LISTED]}家已在库")
    if counts[LineVerdict.OPEN]:
        parts.append(f"{counts[LineVerdict.OPEN]}家已推荐或已在办")
    places: dict[str, list[str]] = {}
    for defect in defects:
        places.setdefault(gist(defect), []).append(defect.address)
    for words, cells in sorted(places.items(), key=lambda item: -len(item[1]))[:3]:
        known = [cell for cell in dict.fromkeys(cells) if cell]
        where = f"（{'、'.join(known[:3])}{'等' if len(known) > 3 else ''}）" if known else ""
        parts.append(f"{len(cells)}行{words}{where}")
    shown = sum(sorted((len(cells) for cells in places.values()), reverse=True)[:3])
    if rest := counts[LineVerdict.REJECTED] - shown:
        parts.append(f"另有{rest}行不能导入")
    return f"{sum(counts.values())}行：{'、'.join(parts)}。"
