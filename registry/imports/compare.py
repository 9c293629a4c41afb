"""Comparing the lines of a file with the register: new, updated, unchanged, refused; old → new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ipcontact.sheets.table import Defect, Table, cell_address
from ipcontact.text.masking import mask_mobile, mask_name, mask_phone
from registry.imports.choices import Verdict
from registry.imports.editions import EditionPlan
from registry.imports.plan import Step
from registry.imports.reading import Line
from registry.imports.recognise import recognise_editions
from registry.imports.register import Register
from registry.imports.rules import Vocabulary
from registry.imports.wording import changed, in_words
from registry.units.choices import MembershipState, RegistrationState, UnitKind
from registry.units.models import Unit
from registry.units.rules import name_core

_LISTED = {
    MembershipState.LISTED,
    MembershipState.SUSPENDED,
    MembershipState.REMOVAL_PROPOSED,
}


class Comparison:
    """One comparison of a table with a snapshot of the register."""

    def __init__(self, table: Table, register: Register, words: Vocabulary, *, today: date) -> None:
        self._table, self._register, self._words, self._today = table, register, words, today

    def match(self, lines: Sequence[Line], editions: Sequence[EditionPlan]) -> list[Step]:
        """First pass: find each line's unit, refuse what cannot be placed or comes twice."""
        home = {line.number: edition for edition in editions for line in edition.lines}
        seen: dict[tuple, int] = {}
        steps = []
        for line in lines:
            step = Step(line, edition=home.get(line.number))
            steps.append(step)
            if line.defects:
                step.verdict = Verdict.REJECTED
                continue
            self._find(step)
            if step.verdict is Verdict.REJECTED:
                continue
            place = (step.edition.name if step.edition else "", step.key)
            if first := seen.get(place):
                column = "credit_code" if line.code else "name"
                reason = f"与第 {first} 行重复：请只保留一行"
                step.refuse(self._defect(line, column, reason))
            else:
                seen[place] = line.number
        return steps

    def settle(self, steps: Sequence[Step], editions: Sequence[EditionPlan]) -> list[str]:
        """Second pass: what each accepted line changes.

        Returns: questions about editions that exist with other contents.
        """
        questions = recognise_editions(self._register, steps, editions)
        self._choose_leaders(steps, editions)
        for step in steps:
            if step.verdict is Verdict.REJECTED or (step.edition and step.edition.is_done):
                continue
            if step.unit is None:
                self._new(step)
            else:
                self._existing(step)
        self._warn_of_namesakes(steps)
        return questions

    def _defect(self, line: Line, key: str, reason: str) -> Defect:
        value = {
            "credit_code": line.code,
            "name": line.name,
            "public_no": line.public_no,
            "contact_name": mask_name(line.contact_name),
        }
        label = self._table.labels.get(key, key)
        return Defect(line.number, label, value.get(key, ""), reason, self._cell(line, key))

    def _cell(self, line: Line, key: str) -> str:
        position = self._table.columns.get(key)
        return "" if position is None else cell_address(line.number - 1, position)

    def _find(self, step: Step) -> None:
        line, register = step.line, self._register
        by_code = register.by_code.get(line.code) if line.code else None
        found = by_code if line.code else register.by_name.get(line.name)
        if line.public_no:
            numbered = register.by_number.get(line.public_no)
            if numbered is None:
                reason = f"没有编号为 {line.public_no} 的单位：请核对，或清空这一格按信用代码导入"
                step.refuse(self._defect(line, "public_no", reason))
                return
            if found is not None and found != numbered:
                reason = "单位编号和信用代码属于两家单位：请核对后改正其中一格"
                step.refuse(self._defect(line, "public_no", reason))
                return
            if line.code and found is None:
                reason = (
                    "信用代码与该编号登记的代码不同：变更代码请在单位档案中凭证照办理，"
                    "或把这一格改回原代码"
                )
                step.refuse(self._defect(line, "credit_code", reason))
                return
            found = numbered
        step.unit = register.units.get(found) if found else None
        step.key = step.unit.pk if step.unit else (line.code or line.name)
        if step.unit and line.code and step.unit.credit_code != line.code:
            reason = f"是该单位的原代码，现代码为 {step.unit.credit_code or '无'}：按同一单位导入"
            line.warnings.append(self._defect(line, "credit_code", reason))

    def _choose_leaders(self, steps: Sequence[Step], editions: Sequence[EditionPlan]) -> None:
        """A unit in several editions takes its values from the line of the latest one."""
        rank = {id(edition): place for place, edition in enumerate(editions)}
        leaders: dict[object, Step] = {}
        for step in steps:
            if step.verdict is Verdict.REJECTED:
                continue
            other = leaders.get(step.key)
            if other is None:
                leaders[step.key] = step
            elif rank.get(id(step.edition), 0) > rank.get(id(other.edition), 0):
                other.leads = False
                leaders[step.key] = step
            else:
                step.leads = False

    def _new(self, step: Step) -> None:
        line = step.line
        step.verdict = Verdict.NEW if step.leads else Verdict.UPDATED
        if step.leads:
            step.values = {name: value for name, value in line.values.items() if value}
            for name, value in line.guesses.items():
                step.values.setdefault(name, value)
            note = "\n".join([step.values.get("note", ""), *line.remarks]).strip()
            if note:
                step.values["note"] = note
            self._change(step, "name", "", line.name)
            for name, value in step.values.items():
                self._change(step, name, None, value)
            step.adds_contact = bool(line.contact_name) and "*" not in line.contact_name
            self._show_contact(step)
        self._show_edition(step, "未入库")

    def _existing(self, step: Step) -> None:
        unit = step.unit
        is_older = (
            step.edition is not None
            and step.edition.published_on is not None
            and self._register.last_named.get(unit.pk, date.min) > step.edition.published_on
        )
        if step.leads:
            self._values(step, only_blanks=is_older)
            self._contact(step)
        self._name(step)
        if step.edition:
            self._show_edition(step, unit.get_membership_state_display())
            entered = step.edition.published_on
            if unit.membership_state in _LISTED and unit.listed_on and entered:
                step.is_listed = unit.listed_on <= entered
        if step.changes:
            step.verdict = Verdict.UPDATED

    def _values(self, step: Step, *, only_blanks: bool) -> None:
        line, unit = step.line, step.unit
        wanted = dict(line.values)
        remarks = [wanted.pop("note")] if step.edition and wanted.get("note") else []
        kept = wanted.get("note", unit.note)
        fresh = [text for text in (*remarks, *line.remarks) if text not in kept]
        if fresh:
            wanted["note"] = "\n".join(filter(None, [kept, *fresh]))
        for name, value in wanted.items():
            attribute = f"{name}_id" if name in ("region", "lead_agency", "co_agency") else name
            old = getattr(unit, attribute)
            blank = not old or old == RegistrationState.UNKNOWN
            if old == value or (only_blanks and not blank and name != "note"):
                continue
            if name == "kind" and step.edition and value == UnitKind.ENTERPRISE:
                continue  # rosters call everything 企业; the register knows better
            step.values[name] = value
            self._change(step, name, old, value)

    def _contact(self, step: Step) -> None:
        line = step.line
        if not line.contact_name:
            return
        present = self._register.contacts.get(step.unit.pk)
        if present is None:
            step.adds_contact = "*" not in line.contact_name
            self._show_contact(step)
            return
        same = line.contact_name in (present.name, mask_name(present.name))
        if not same:
            reason = "与已登记的主联络员不同，未改动：如已换人，请在单位档案中更换"
            line.warnings.append(self._defect(line, "contact_name", reason))

    def _name(self, step: Step) -> None:
        """Names: a paper keeps the name of its day; only a pure correction renames."""
        line, unit = step.line, step.unit
        names = self._register.names.get(unit.pk, [])
        known = {name.name for name in names} | {unit.name}
        current = next((name for name in names if name.until_on is None), None)
        if step.edition:
            if line.entry_name not in known:
                step.former_name = line.entry_name
            day = step.edition.published_on
            explained = line.name in known or (
                current and current.from_on and day and current.from_on > day
            )
            if line.name != unit.name and not explained:
                reason = (
                    f"名称与登记不同（登记为“{unit.name}”）：名录保留文件中的名称，"
                    "如已更名，请在单位档案中办理更名"
                )
                line.warnings.append(self._defect(line, "name", reason))
            return
        if line.name == unit.name:
            return
        if line.name in known:
            reason = f"是该单位的曾用名，现用名为“{unit.name}”：名称未改动"
            line.warnings.append(self._defect(line, "name", reason))
        elif current and current.from_on and current.from_on >= self._today:
            step.refuse(self._defect(line, "name", "该单位今日刚更名，不能同日再改：请明日再导入"))
        else:
            reason = f"名称与登记不同（登记为“{unit.name}”）：保存后按更名处理，原名仍可查到"
            line.warnings.append(self._defect(line, "name", reason))
            step.new_name = line.name
            self._change(step, "name", unit.name, line.name)

    def _warn_of_namesakes(self, steps: Sequence[Step]) -> None:
        first: dict[str, Step] = {}
        for step in steps:
            line = step.line
            if step.verdict is not Verdict.NEW or not (core := name_core(line.name)):
                continue
            others = self._register.namesakes.get(core, [])
            if others:
                name, code = others[0]
                reason = f"与已有单位“{name}”（{code or '无代码'}）名称相近、代码不同"
            elif core in first and first[core].key != step.key:
                other = first[core].line
                reason = f"与第 {other.number} 行“{other.name}”名称相近、代码不同"
            else:
                first.setdefault(core, step)
                continue
            reason += "：请核对是否为同一单位"
            line.warnings.append(self._defect(line, "name", reason))

    def _show_contact(self, step: Step) -> None:
        if step.adds_contact:
            line = step.line
            phone = mask_mobile(line.mobile) if line.mobile else mask_phone(line.phone)
            shown = f"{mask_name(line.contact_name)} {phone}".strip()
            step.changes.append(changed("联络员", "", shown))

    def _show_edition(self, step: Step, before: str) -> None:
        if step.edition:
            step.changes.append(changed("名录", before, f"列入“{step.edition.name}”"))

    def _change(self, step: Step, name: str, old: Any, new: Any) -> None:
        field = Unit._meta.get_field(name)
        cell = self._cell(step.line, name)
        shown = (in_words(name, old, self._words), in_words(name, new, self._words))
        step.changes.append(changed(str(field.verbose_name), *shown, cell))
