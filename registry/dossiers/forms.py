"""Forms of files and samples."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from ipcontact.acts.forms import DayField
from ipcontact.text.rules import clean_text
from registry.dossiers.sampling import MOST, POPULATIONS


class TakeForm(forms.Form):
    """Why a file is taken along, and what with it."""

    reason = forms.CharField(
        label="下载事由",
        max_length=100,
        help_text="例如：年度审计抽查。事由、时间和下载人留下记录。",
    )
    with_files = forms.BooleanField(label="包含附件", required=False, initial=True)
    with_persons = forms.BooleanField(
        label="包含联络员的完整姓名和联系方式",
        required=False,
        help_text="不勾选时只显示部分数字。",
    )

    def __init__(self, *args: Any, may_reveal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_reveal:
            del self.fields["with_persons"]

    def clean_reason(self) -> str:
        reason = clean_text(self.cleaned_data["reason"])
        if not reason:
            raise forms.ValidationError("请写明下载事由。")
        return reason


class SampleForm(forms.Form):
    """What is drawn from, how many, by which seed."""

    population = forms.ChoiceField(label="从哪些记录中抽", choices=list(POPULATIONS.items()))
    size = forms.IntegerField(label="抽几条", min_value=1, max_value=MOST)
    seed = forms.RegexField(
        label="种子",
        regex=r"^[0-9A-Za-z-]{1,20}$",
        help_text="系统给出的随机数；要重做以前的抽样，填当时的种子。",
        error_messages={"invalid": "种子用数字和字母，最多 20 个。"},
    )
    until = DayField(label="截至", help_text="只从这一天为止的记录中抽；重做时填当时的日期。")

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if not 2000 <= until.year < 2100:
            raise forms.ValidationError("年份不对，请核对。")
        return until
