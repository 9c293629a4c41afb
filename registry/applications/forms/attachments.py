"""The page of attachments, and the stamped paper."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from ipcontact.files.fields import AttachmentField
from ipcontact.files.formats import SCANS
from ipcontact.files.forms import AttachmentsForm
from ipcontact.files.services import files_of
from registry.applications.choices import FilePurpose
from registry.applications.models import Application
from registry.applications.questions import ORGANISATIONS
from registry.applications.services.scope import file_path

# One file each, in the order of the page; what it is for and when it is wanted.
SINGLE: dict[FilePurpose, str] = {
    FilePurpose.LICENCE: "可以不传：区局能查到的登记信息不要求提供复印件，勾选下面一项即可。",
    FilePurpose.AUTHORISATION: "由代理机构、集团或园区代为填报时必须上传，写明委托事项并盖章。",
    FilePurpose.AGREEMENT: "没有信用代码的联盟上传联盟协议，并附成员名单。",
    FilePurpose.POLICY: "有的可以上传，没有不影响申报。",
}
BY_BUREAU = "licence_by_bureau"


class FilesForm(AttachmentsForm):
    """Attachments of a file. Args: application; only: paths that may be changed, None for all."""

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        application: Application,
        only: Collection[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, owner=application, purpose=FilePurpose.OTHER, **kwargs)
        several = {name: self.fields.pop(name) for name in list(self.fields)}
        here = {file.purpose: file for file in files_of(application)}
        for purpose in purposes_for(application):
            if only is not None and file_path(purpose) not in only:
                continue
            field = AttachmentField(label=purpose.label, required=False)
            field.help_text = f"{SINGLE[purpose]}{field.help_text}"
            self.fields[purpose.name.lower()] = field
            self.initial[purpose.name.lower()] = here.get(purpose)
            if purpose == FilePurpose.LICENCE:
                self.fields[BY_BUREAU] = forms.BooleanField(
                    label="执照由区局核查，不上传", required=False
                )
                self.initial[BY_BUREAU] = application.licence_by_bureau
        if only is None or file_path(FilePurpose.OTHER) in only:
            for name, field in several.items():
                field.label = {"added": "其他材料", "removed": "要移除的其他材料"}[name]
                self.fields[name] = field

    def facts(self) -> dict[str, Any]:
        """Keywords for `services.save_files`."""
        values = self.cleaned_data
        return {
            "single": {
                purpose: values[purpose.name.lower()]
                for purpose in SINGLE
                if purpose.name.lower() in values
            },
            "added": values.get("added", []),
            "removed": values.get("removed", ()),
            "licence_by_bureau": values.get(BY_BUREAU),
        }


def purposes_for(application: Application) -> list[FilePurpose]:
    """Single attachments asked of this kind of unit; a file that is there stays in sight."""
    there = set(files_of(application).values_list("purpose", flat=True))
    is_agent = application.answers.get("filler", {}).get("is_agent") is True
    wanted = {
        FilePurpose.LICENCE: True,
        FilePurpose.AUTHORISATION: is_agent,
        FilePurpose.AGREEMENT: application.unit_kind in ORGANISATIONS,
        FilePurpose.POLICY: True,
    }
    return [purpose for purpose in SINGLE if wanted[purpose] or purpose in there]


class SealedForm(forms.Form):
    """The scan or photo of the stamped form."""

    use_required_attribute = False
    scan = AttachmentField(label="盖章的申报表", allowed=SCANS)
