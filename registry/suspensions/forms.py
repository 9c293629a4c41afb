"""What the pages of suspension ask: why, and for a decision on paper by whom and when."""

from __future__ import annotations

from typing import Any

from django import forms

from ipcontact.acts.forms import OfflineForm
from registry.suspensions.access import CODES
from registry.suspensions.choices import SuspensionAction


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class PaperForm(OfflineForm):
    """Args: action: the step that was decided on paper."""

    def __init__(self, *args: Any, action: SuspensionAction, **kwargs: Any) -> None:
        super().__init__(*args, code=CODES[action], **kwargs)
