"""Forms of targets and released figures."""

from __future__ import annotations

from typing import Any

from django import forms

from ipcontact.acts.forms import DayField, OfflineForm, VersionedForm
from ipcontact.ui.registry import measures
from registry.goals.rules import FIRST_YEAR, LATEST_YEAR


class TargetForm(forms.Form):
    """What a measure should reach by the end of a year."""

    measure = forms.ChoiceField(label="指标")
    year = forms.IntegerField(
        label="年度",
        min_value=FIRST_YEAR,
        max_value=LATEST_YEAR,
        help_text="到该年年底应当达到；以后年度没有另设的，继续适用。",
    )
    number = forms.IntegerField(
        label="目标数", min_value=1, required=False, help_text="至少达到多少。不设数量的留空。"
    )
    is_priority = forms.BooleanField(label="优先", required=False)
    basis = forms.CharField(
        label="依据", max_length=200, help_text="方案条款，或者年度工作要点的文号。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = [(each.code, each.label) for each in measures]


class CompileForm(forms.Form):
    """Which figures of which day."""

    title = forms.CharField(label="名称", max_length=120)
    as_of = DayField(label="统计截止日", help_text="各项数字按这一天结束时的情况统计。")
    codes = forms.MultipleChoiceField(label="指标", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        public = [(each.code, each.label) for each in measures if each.is_public]
        self.fields["codes"].choices = public


class ReasonForm(VersionedForm):
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ReleaseResultForm(OfflineForm):
    """A release decided on paper, in the OA or in a meeting."""
