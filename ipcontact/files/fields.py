"""The form field of an attachment: checked with the form, stored by the service."""

from typing import Any

from django import forms

from ipcontact.files.checks import Examined, examine
from ipcontact.files.errors import FileRefused
from ipcontact.files.formats import DEFAULT, LIMITS, Format, Limits, accepted, in_words


class AttachmentField(forms.FileField):
    """Takes one file and cleans to an `Examined` for `services.store`; None when left empty.

    Args: allowed: kinds this place takes; limits: how much.
    """

    widget = forms.FileInput

    def __init__(
        self, *, allowed: tuple[Format, ...] = DEFAULT, limits: Limits = LIMITS, **kwargs: Any
    ) -> None:
        kwargs.setdefault("help_text", f"{in_words(allowed, limits)}。")
        kwargs.setdefault("allow_empty_file", True)  # our own words for it are clearer
        super().__init__(**kwargs)
        self.allowed, self.limits = allowed, limits
        self.widget.attrs.setdefault("accept", accepted(allowed))

    def clean(self, data: Any, initial: Any = None) -> Examined | None:
        upload = super().clean(data, initial)
        if not upload or upload is initial:
            return None
        try:
            return examine(upload, allowed=self.allowed, limits=self.limits)
        except FileRefused as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
