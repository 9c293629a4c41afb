"""The form fields of attachments: checked with the form, stored by the service."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ipcontact.files.checks import Examined, clean_name, examine
from ipcontact.files.errors import FileRefused
from ipcontact.files.formats import DEFAULT, LIMITS, Format, Limits, accepted, in_words
from ipcontact.files.models import StoredFile


class AttachmentInput(forms.ClearableFileInput):
    """Shows the file that is there; another can take its place, or it is ticked to go."""

    template_name = "files/input.html"

    def is_initial(self, value: Any) -> bool:
        return isinstance(value, StoredFile)


class SeveralInput(forms.FileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class AttachmentField(forms.FileField):
    """One file. The stored one, if there is one, is the field's `initial`.

    Cleans to what `services.put` takes: an `Examined`; None when nothing was chosen; False when
    the one that is there shall go (offered where the field is not required).

    Args: allowed: kinds this place takes; limits: how much.
    """

    widget = AttachmentInput

    def __init__(
        self, *, allowed: tuple[Format, ...] = DEFAULT, limits: Limits = LIMITS, **kwargs: Any
    ) -> None:
        kwargs.setdefault("help_text", f"{in_words(allowed, limits)}。")
        kwargs.setdefault("allow_empty_file", True)  # our own words for it are clearer
        super().__init__(**kwargs)
        self.allowed, self.limits = allowed, limits
        self.widget.attrs.setdefault("accept", accepted(allowed))

    def clean(self, data: Any, initial: Any = None) -> Examined | bool | None:
        upload = super().clean(data, initial)
        if upload is False:
            return False
        if not upload or upload is initial:
            return None
        return self.examined(upload)

    def examined(self, upload: Any) -> Examined:
        """What will be kept. Raises: ValidationError in the words of the refusal."""
        try:
            return examine(upload, allowed=self.allowed, limits=self.limits)
        except FileRefused as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal


class AttachmentsField(AttachmentField):
    """Several files at once; cleans to a list of `Examined` for `services.revise`.

    Args: most: how many at once.
    """

    widget = SeveralInput

    def __init__(self, *, most: int = 10, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most
        if self.help_text:
            self.help_text += f"可以一次选几个，最多{most}个，合计不超过 15 MB。"

    def clean(self, data: Sequence[Any] | None, initial: Any = None) -> list[Examined]:
        uploads = [upload for upload in data or () if upload is not None]
        if not uploads:
            self.validate(None)
        if len(uploads) > self.most:
            raise forms.ValidationError(
                f"一次最多选{self.most}个文件，现在是{len(uploads)}个，请分几次上传。",
                code="too_many",
            )
        found, errors = [], []
        for upload in uploads:
            try:
                found.append(self.examined(upload))
            except forms.ValidationError as error:
                words = f"{clean_name(upload.name)}：{error.message}"
                errors.append(forms.ValidationError(words, code=error.code))
        if errors:
            raise forms.ValidationError(errors)
        return found
