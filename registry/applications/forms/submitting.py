"""Promise, withdraw, throw away."""

from __future__ import annotations

from typing import Any

from django import forms

from ipcontact.text.rules import clean_text
from registry.applications.consent import CONSENTS


class ConsentForm(forms.Form):
    """Every statement is read and ticked by itself. Cleans to the ticked keys."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in CONSENTS:
            self.fields[item.key] = forms.BooleanField(
                label=item.text,
                error_messages={"required": "请阅读后勾选，再提交申报。"},
            )

    def ticked(self) -> set[str]:
        """Keys of the statements that were ticked."""
        return {key for key, value in self.cleaned_data.items() if value}


class WithdrawForm(forms.Form):
    """Why the unit takes its file back."""

    use_required_attribute = False
    reason = forms.CharField(
        label="撤回的原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：材料需要重新整理。",
        error_messages={"required": "请写明撤回的原因。"},
    )

    def clean_reason(self) -> str:
        reason = clean_text(self.cleaned_data["reason"], lines=True)
        if not reason:
            raise forms.ValidationError("请写明撤回的原因。")
        return reason
