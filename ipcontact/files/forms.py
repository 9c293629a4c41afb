"""Several files of a record: add, take away."""

from typing import Any

from django import forms
from django.db import models

from ipcontact.files.fields import AttachmentsField
from ipcontact.files.formats import DEFAULT, LIMITS, Format, Limits
from ipcontact.files.models import StoredFile
from ipcontact.files.services import files_of


class AttachmentsForm(forms.Form):
    """What `services.revise` takes; rooms use it as it is or add their own fields.

        form = AttachmentsForm(request.POST, request.FILES, owner=objection, purpose="...")
        revise(objection, purpose="...", by=by, **form.cleaned_data)

    Args: owner, purpose: whose files, and which of them; allowed, limits: what this place takes.
    """

    removed = forms.ModelMultipleChoiceField(
        label="勾选要移除的文件",
        queryset=StoredFile.objects.none(),
        to_field_name="key",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        owner: models.Model,
        purpose: str,
        allowed: tuple[Format, ...] = DEFAULT,
        limits: Limits = LIMITS,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        here = files_of(owner, purpose)
        if here:
            self.fields["removed"].queryset = here
        else:
            del self.fields["removed"]
        self.fields["added"] = AttachmentsField(
            label="添加文件", required=False, allowed=allowed, limits=limits
        )
