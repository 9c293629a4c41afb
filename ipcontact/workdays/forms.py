"""Forms of the calendar: a year, a count of days, a file, and the previewed plan."""

import dataclasses
from datetime import date
from typing import Any

from django import forms
from django.core import signing

from ipcontact.text.rules import parse_date
from ipcontact.workdays.plans import PlannedDay, YearChanges, YearPlan
from ipcontact.workdays.readers import read_year
from ipcontact.workdays.rules import FIRST_YEAR, LAST_YEAR, MAX_WORKDAYS

_SALT = "ipcontact.workdays.import"
_PREVIEW_SECONDS = 12 * 60 * 60


class YearForm(forms.Form):
    """Which year is shown; anything else than a year is the present one."""

    year = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)


class CountForm(forms.Form):
    """From which day how many working days."""

    start = forms.CharField(label="起算日", max_length=30, help_text="如 2026-09-24；当日不计入。")
    n = forms.IntegerField(
        label="工作日数",
        min_value=0,
        max_value=MAX_WORKDAYS,
        error_messages={
            "invalid": "请填写整数，如 15。",
            "min_value": f"请填写 0 到 {MAX_WORKDAYS} 之间的整数。",
            "max_value": f"请填写 0 到 {MAX_WORKDAYS} 之间的整数。",
        },
    )

    def clean_start(self) -> date:
        day = parse_date(self.cleaned_data["start"])
        if day is None:
            raise forms.ValidationError("不是有效日期，请写成 2026-09-24 的样子。")
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(f"年份应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。")
        return day


class UploadForm(forms.Form):
    """The file of a year."""

    file = forms.FileField(
        label="放假安排文件",
        max_length=200,
        help_text="holiday-cn 格式的 .json，或有“日期、类型、名称”三列的 Excel 表，类型写休或班。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
        widget=forms.FileInput(attrs={"accept": ".json,.xlsx,.xls"}),
    )
    source = forms.CharField(
        label="依据",
        max_length=200,
        required=False,
        help_text="通知名称和文号；不填时按“国务院办公厅关于某年部分节假日安排的通知”记录。",
    )

    def plan(self) -> YearPlan:
        """The schedule in the file. Raises: RuleViolation."""
        file = self.cleaned_data["file"]
        return read_year(file.read(), file.name, source=self.cleaned_data["source"])


class PlanForm(forms.Form):
    """The previewed plan, signed, so that what is imported is what was seen."""

    plan = forms.CharField(widget=forms.HiddenInput, max_length=100_000)
    reason = forms.CharField(label="说明", max_length=200, required=False)

    def clean_plan(self) -> tuple[YearPlan, YearChanges]:
        try:
            data = signing.loads(self.cleaned_data["plan"], salt=_SALT, max_age=_PREVIEW_SECONDS)
        except signing.BadSignature:
            raise forms.ValidationError("预览已失效，请重新选择文件预览。") from None
        return _plan(data["plan"]), _changes(data["changes"])


def sealed(plan: YearPlan, changes: YearChanges) -> str:
    """A plan and its previewed changes as signed text for `PlanForm`."""
    data = {"plan": dataclasses.asdict(plan), "changes": dataclasses.asdict(changes)}
    return signing.dumps(_plain(data), salt=_SALT, compress=True)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _day(data: dict) -> PlannedDay:
    return PlannedDay(date.fromisoformat(data["date"]), data["is_off"], data["name"])


def _plan(data: dict) -> YearPlan:
    days = tuple(_day(day) for day in data["days"])
    return YearPlan(data["year"], days, data["source"], tuple(data["papers"]))


def _changes(data: dict) -> YearChanges:
    return YearChanges(
        **{
            **data,
            "added": tuple(map(_day, data["added"])),
            "removed": tuple(map(_day, data["removed"])),
            "changed": tuple((_day(old), _day(new)) for old, new in data["changed"]),
        }
    )
