"""The period of the table of limits."""

from __future__ import annotations

from django import forms


class PeriodForm(forms.Form):
    """Days on which a limit began, both included."""

    since = forms.DateField(
        label="起算日从",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}),
    )
    until = forms.DateField(
        label="到", required=False, widget=forms.DateInput(attrs={"type": "date", "class": "input"})
    )
