"""Form fields that several pages of this part ask for, cleaned as they are stored."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from ipcontact.accounts.models import Region
from ipcontact.text.credit_code import normalise_credit_code
from ipcontact.text.rules import clean_name, clean_text
from registry.criteria.models import Criterion
from registry.rounds.models import IntakeRound

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
REASON_LENGTH = 300


class NameField(forms.CharField):
    """Name of a unit or person, on one line."""

    def to_python(self, value: Any) -> str:
        return clean_name(super().to_python(value))


class TextField(forms.CharField):
    """Plain text; with `lines` several lines."""

    def __init__(self, *, lines: bool = False, **kwargs: Any) -> None:
        if lines:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**kwargs)
        self.lines = lines

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value), lines=self.lines)


class CodeField(forms.CharField):
    """A credit code, without gaps and in capitals; judged by the form."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "code"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return normalise_credit_code(super().to_python(value))


class MobileField(forms.CharField):
    """A mobile number of eleven digits."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        digits = re.sub(r"[\s-]", "", clean_text(super().to_python(value))).removeprefix("+86")
        if digits and not MOBILE.fullmatch(digits):
            raise forms.ValidationError("手机号应为 11 位数字，请核对。")
        return digits


class RegionField(forms.ModelChoiceField):
    """A sub-district, town or zone; cleans to its code."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "所属功能区或街镇")
        kwargs.setdefault("empty_label", "请选择")
        super().__init__(queryset=Region.objects.order_by("code"), to_field_name="code", **kwargs)

    def label_from_instance(self, obj: Region) -> str:
        return obj.name

    def clean(self, value: Any) -> str:
        found = super().clean(value)
        return found.code if found else ""


class CriteriaField(forms.MultipleChoiceField):
    """Conditions of a round's scheme; cleans to their codes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "符合的入库条件")
        super().__init__(**kwargs)

    def offer(self, round: IntakeRound | None) -> None:
        """Offer the conditions of the scheme this round judges by."""
        rows = (
            Criterion.objects.filter(scheme=round.scheme_id) if round else Criterion.objects.none()
        )
        self.choices = [(each.code, f"（{each.code}）{each.short_name}") for each in rows]


class ReasonField(TextField):
    """A reason that stays with the step."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "理由")
        kwargs.setdefault("max_length", REASON_LENGTH)
        super().__init__(lines=True, **kwargs)
