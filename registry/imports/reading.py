"""From one row of cells to a line of the import: values, defects that refuse it, warnings."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ipcontact.sheets.table import Defect, Row, Table
from ipcontact.text.credit_code import check_credit_code
from ipcontact.text.rules import clean_name, clean_text, search_key
from registry.criteria.rules import read_criteria
from registry.imports.resources import PERSONAL_WORDS, TEXT_FIELDS
from registry.imports.rules import (
    BLANK_MARKS,
    ERASE_MARKS,
    Vocabulary,
    find_region,
    guess_kind,
    names_alliance,
    outside_district,
    read_document_no,
    read_ground,
    read_kind,
    read_state,
    region_of_address,
)
from registry.units.choices import RegistrationState, UnitKind

NAME_LENGTH = 200
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})", re.ASCII)
_PHONE = re.compile(r"(?:\(?0\d{2,3}\)?[- ]?)?\d{7,8}(?:(?:-|转)\d{1,6})?", re.ASCII)
_CONFIRM = "；确与证照一致的，请勾选“已对照证照”后重新预览"


@dataclass(slots=True)
class Line:
    """What a row says. `values` holds fields the row really gives; "—" gives an empty value."""

    number: int
    name: str = ""
    code: str = ""
    public_no: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    guesses: dict[str, Any] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    criteria: tuple[str, ...] = ()
    recommended_by: str = ""
    contact_name: str = ""
    mobile: str = ""
    phone: str = ""
    batch: str = ""
    order: int | None = None
    published_on: date | None = None
    document_no: str = ""
    listed_on: date | None = None
    left_on: date | None = None
    ground: str = ""
    name_then: str = ""
    may_confirm: bool = False
    is_confirmed: bool = False
    defects: list[Defect] = field(default_factory=list)
    warnings: list[Defect] = field(default_factory=list)

    @property
    def entry_name(self) -> str:
        """The name as the paper of that day has it."""
        return self.name_then or self.name


class LineReader:
    """Reads the rows of one table.

    Args: table: as read; vocabulary: regions and agencies; confirmed: codes that staff compared
    with the licence; known: codes the register already holds (their check was settled before);
    today: no date of the past may lie after it.
    """

    def __init__(
        self,
        table: Table,
        vocabulary: Vocabulary,
        *,
        confirmed: Collection[str],
        known: Collection[str],
        today: date,
    ) -> None:
        self._table, self._words, self._today = table, vocabulary, today
        self._confirmed, self._known = confirmed, known

    def read(self, row: Row) -> Line:
        """Read one row; never raises, whatever the cells hold."""
        line = Line(row.number, defects=list(row.problems))
        refused = {problem.column for problem in row.problems}
        line.public_no = self._text(row, "public_no").upper().replace(" ", "")
        line.name_then = _as_name(self._text(row, "name_then"))[:NAME_LENGTH]
        self._read_name(row, line, refused)
        self._read_code(row, line, refused)
        self._read_words(row, line)
        self._read_texts(row, line)
        self._read_places(row, line)
        self._read_dates(row, line)
        self._read_roster(row, line)
        self._read_contact(row, line)
        self._keep_extras(row, line)
        return line

    def _text(self, row: Row, key: str) -> str:
        """Text of an optional cell; marks that mean "nothing" are empty."""
        text = _as_text(row.values.get(key, ""))
        return "" if text in BLANK_MARKS or text in ERASE_MARKS else text

    def _erased(self, row: Row, key: str) -> bool:
        return row.values.get(key, "") in ERASE_MARKS

    def _refuse(self, row: Row, line: Line, key: str, reason: str) -> None:
        line.defects.append(self._table.defect(row, key, reason))

    def _warn(self, row: Row, line: Line, key: str, reason: str, *, keep: bool = False) -> None:
        """A warning; `keep` also keeps what was typed as a remark."""
        line.warnings.append(self._table.defect(row, key, reason))
        if keep:
            line.remarks.append(f"{self._table.labels.get(key, key)}：{self._text(row, key)}")

    def _read_name(self, row: Row, line: Line, refused: Collection[str]) -> None:
        line.name = _as_name(_as_text(row.values.get("name", "")))
        if self._table.labels.get("name") in refused:
            return
        if line.name in BLANK_MARKS or not any(map(str.isalnum, line.name)):
            self._refuse(row, line, "name", "未填单位名称：请按营业执照（登记证书）填写全称")
        elif len(line.name) > NAME_LENGTH:
            self._refuse(row, line, "name", f"单位名称超过 {NAME_LENGTH} 字：请核对后只填名称")

    def _read_code(self, row: Row, line: Line, refused: Collection[str]) -> None:
        raw = _as_text(row.values.get("credit_code", ""))
        if raw in BLANK_MARKS or raw in ERASE_MARKS:
            raw = ""
        if self._table.labels.get("credit_code") in refused:
            return
        if not raw and names_alliance(line.name, self._text(row, "kind")):
            return
        verdict = check_credit_code(raw)
        line.code = verdict.code
        if verdict.ok or (verdict.is_legal and verdict.code in self._known):
            return
        line.may_confirm = verdict.is_legal
        line.is_confirmed = verdict.is_legal and verdict.code in self._confirmed
        if not line.is_confirmed:
            reason = verdict.message
            if line.may_confirm:  # what an applicant should do is not what staff can do
                reason = reason.partition("；")[0] + _CONFIRM
            self._refuse(row, line, "credit_code", reason)

    def _read_words(self, row: Row, line: Line) -> None:
        kind_text = self._text(row, "kind")
        if kind_text:
            kind = read_kind(kind_text)
            if kind is None:
                self._warn(row, line, "kind", "看不懂的单位类型，未采用，已记入备注", keep=True)
            else:
                line.values["kind"] = kind.value
        legal_form = self._text(row, "legal_form")
        line.guesses["kind"] = guess_kind(line.name, line.code, legal_form).value
        if not line.code and not line.defects:
            line.values["kind"] = UnitKind.ALLIANCE.value
        state_text = self._text(row, "registration_state")
        if not state_text:
            return
        state = read_state(state_text)
        if state is None:
            reason = "看不懂的登记状态，未采用，已记入备注：请核对后在单位档案中更正"
            self._warn(row, line, "registration_state", reason, keep=True)
            return
        line.values["registration_state"] = state.value
        if state not in (RegistrationState.ACTIVE, RegistrationState.UNKNOWN):
            reason = f"登记状态为{state.label}，不是存续：照常导入，请核对是否还应列入名录"
            self._warn(row, line, "registration_state", reason)

    def _read_texts(self, row: Row, line: Line) -> None:
        for key, limit in TEXT_FIELDS.items():
            if self._erased(row, key):
                line.values[key] = ""
                continue
            text = self._text(row, key)
            if len(text) > limit:
                reason = f"超过 {limit} 字，未采用，已记入备注：请缩短后再导入"
                self._warn(row, line, key, reason, keep=True)
                continue
            if text:
                line.values[key] = text
            if key == "industry_code" and text and not re.fullmatch(r"[A-T]?\d{2,4}", text):
                self._warn(row, line, key, "不是国民经济行业代码，按原文保留")
        if self._erased(row, "note"):
            line.values["note"] = ""
        else:
            note = _as_text(row.values.get("note", ""))
            if note and note not in BLANK_MARKS:
                line.values["note"] = note

    def _read_places(self, row: Row, line: Line) -> None:
        address = line.values.get("registered_address", "")
        if address and outside_district(address, self._words.regions):
            reason = "住所不在本区（未见滨海新区的地名）：照常导入，请核对是否应由本区联系"
            self._warn(row, line, "registered_address", reason)
        for key in ("lead_agency", "co_agency"):
            if self._erased(row, key):
                line.values[key] = None
            elif text := self._text(row, key):
                agency = self._words.agencies.get(search_key(text))
                if agency is None:
                    reason = "没有这个机构，未采用，已记入备注：请填机构的全称或简称"
                    self._warn(row, line, key, reason, keep=True)
                else:
                    line.values[key] = agency
        if self._erased(row, "region"):
            line.values["region"] = None
        elif text := self._text(row, "region"):
            region = find_region(text, self._words.regions)
            if region is None:
                reason = "不是本区的街镇或功能区，未采用，已记入备注：请填街道、镇或功能区的名称"
                self._warn(row, line, "region", reason, keep=True)
            else:
                line.values["region"] = region
        elif found := region_of_address(address, self._words.regions):
            line.guesses["region"] = found

    def _read_dates(self, row: Row, line: Line) -> None:
        if self._erased(row, "registered_on"):
            line.values["registered_on"] = None
        elif day := self._day(row, line, "registered_on"):
            line.values["registered_on"] = day
        line.published_on = self._day(row, line, "published_on")
        line.listed_on = self._day(row, line, "listed_on")
        line.left_on = self._day(row, line, "left_on")

    def _day(self, row: Row, line: Line, key: str) -> date | None:
        """A date cell. An unreadable one is already warned about by the reader; it is kept."""
        value = row.values.get(key, "")
        if not isinstance(value, date):
            if text := self._text(row, key):
                line.remarks.append(f"{self._table.labels.get(key, key)}：{text}")
            return None
        if value > self._today:
            self._warn(row, line, key, "日期在今天之后，未采用：请核对", keep=True)
            return None
        return value

    def _read_roster(self, row: Row, line: Line) -> None:
        text = self._text(row, "criteria")
        line.criteria = read_criteria(text) if text else ()
        if text and not line.criteria:
            reason = "看不出是第几项入库条件，已记入备注：请写（1）至（9）或条件名称"
            self._warn(row, line, "criteria", reason, keep=True)
        line.recommended_by = self._text(row, "recommended_by")[:120]
        line.batch = self._text(row, "batch")[:120]
        line.document_no = read_document_no(self._text(row, "document_no")[:60])
        order = row.values.get("order", "")
        if isinstance(order, str) and re.fullmatch(r"\d{1,6}", order, re.ASCII):
            order = int(order)
        if isinstance(order, int) and not isinstance(order, bool) and 0 < order < 1_000_000:
            line.order = order
        if line.left_on:
            line.ground = read_ground(self._text(row, "ground")).value

    def _read_contact(self, row: Row, line: Line) -> None:
        name = _as_name(self._text(row, "contact_name"))
        phone = self._text(row, "contact_phone")
        if len(name) > 60 or len(phone) > 30:
            key = "contact_name" if len(name) > 60 else "contact_phone"
            self._warn(row, line, key, "内容过长，未采用：每家只填一位联络员")
            return
        if phone and not name:
            self._warn(row, line, "contact_phone", "有联系电话没有联络员姓名，未采用：请补填姓名")
            return
        line.contact_name = name
        if found := _MOBILE.fullmatch(re.sub(r"[\s-]", "", phone)):
            line.mobile = found[1]
        elif phone:
            line.phone = phone
            if "*" not in phone and not _PHONE.fullmatch(phone.translate(_BRACKETS)):
                self._warn(row, line, "contact_phone", "不像电话号码，按原文保留：请核对")

    def _keep_extras(self, row: Row, line: Line) -> None:
        for label, value in row.extra.items():
            text = _as_text(value)
            personal = any(word in label for word in PERSONAL_WORDS)
            if text and text not in BLANK_MARKS and text not in ERASE_MARKS and not personal:
                line.remarks.append(f"{label}：{text[:300]}")


_BRACKETS = str.maketrans("（）", "()")
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff（）A-Z0-9]+")


def _as_text(value: Any) -> str:
    """Text of a value the reader gave, which has cleaned its strings already."""
    if isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, date) else clean_text(value)


def _as_name(text: str) -> str:
    return text if _PLAIN_NAME.fullmatch(text) else clean_name(text)
