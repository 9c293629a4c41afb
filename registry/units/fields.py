"""Fields that name a body: its credit code and its whole name."""

from __future__ import annotations

from django import forms

from ipcontact.text.credit_code import check_credit_code
from ipcontact.text.rules import clean_name

CODE_ATTRS = {"class": "code w-l", "autocapitalize": "characters", "autocomplete": "off"}


class CreditCodeField(forms.CharField):
    """A credit code; cleans to its normal form, an error says what is wrong and what to do."""

    def __init__(self, **kwargs) -> None:
        super().__init__(
            max_length=60,  # typed with gaps, hyphens, full-width characters
            strip=False,
            widget=forms.TextInput(attrs=dict(CODE_ATTRS)),
            error_messages={"required": "请填写营业执照（登记证书）上的 18 位代码。"},
            **kwargs,
        )

    def clean(self, value) -> str:
        text = super().clean(value)
        if not text and not self.required:
            return ""
        verdict = check_credit_code(text)
        if not verdict.ok:
            raise forms.ValidationError(f"{verdict.message}。")
        return verdict.code


class NameField(forms.CharField):
    """The whole name of a body; nothing invisible gets further."""

    def __init__(self, **kwargs) -> None:
        super().__init__(max_length=200, **kwargs)

    def clean(self, value) -> str:
        name = clean_name(super().clean(value))
        if not name:
            raise forms.ValidationError("请填写登记证照上的全称。")
        return name
