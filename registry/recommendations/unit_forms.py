"""What the unit is asked when it confirms: the form, and what it is filled with."""

from __future__ import annotations

from typing import Any

from django import forms

from ipcontact.files.fields import AttachmentField
from ipcontact.files.formats import SCANS
from registry.applications.models import Application
from registry.recommendations.fields import (
    CriteriaField,
    MobileField,
    NameField,
    ReasonField,
    RegionField,
    TextField,
)
from registry.recommendations.services import Facts
from registry.rounds.models import IntakeRound
from registry.units.choices import UnitKind


class ConfirmForm(forms.Form):
    """The facts as the agency has them, to be corrected; the stamped page; one consent."""

    unit_name = NameField(label="单位全称", max_length=200)
    unit_kind = forms.ChoiceField(label="单位类型", choices=UnitKind.choices)
    registered_address = TextField(label="住所", max_length=300)
    region = RegionField()
    criteria = CriteriaField(
        error_messages={"required": "请至少选择一项符合的入库条件。"},
    )
    contact_name = NameField(label="联络员姓名", max_length=40)
    contact_mobile = MobileField(label="联络员手机")
    stamped = AttachmentField(
        label="盖章页的照片或扫描件",
        allowed=SCANS,
        help_text="拍清楚整页和公章。PDF、JPG 或 PNG，最大 15 MB。",
        error_messages={"required": "请拍下或选择盖章页。"},
    )
    agreed = forms.BooleanField(
        label="已逐条阅读并同意以上承诺",
        error_messages={"required": "请阅读承诺后勾选同意。"},
    )

    def __init__(self, *args: Any, round: IntakeRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteria"].offer(round)

    @property
    def has_wrong_criteria(self) -> bool:
        """Whether the folded list must stand open."""
        return bool(self.errors.get("criteria")) or not self["criteria"].value()

    @property
    def claimed(self) -> list[str]:
        """The ticked conditions in words, for the folded list."""
        chosen = set(self["criteria"].value() or ())
        return [label for code, label in self.fields["criteria"].choices if code in chosen]

    def facts(self) -> Facts:
        """What was confirmed, as the service takes it. Call it on a valid form."""
        given = self.cleaned_data
        return Facts(
            unit_name=given["unit_name"],
            unit_kind=given["unit_kind"],
            registered_address=given["registered_address"],
            region=given["region"],
            criteria=given["criteria"],
            contact_name=given["contact_name"],
            contact_mobile=given["contact_mobile"],
        )


class DeclineForm(forms.Form):
    reason = ReasonField(required=False, help_text="可以不填。")


def initial_facts(application: Application) -> dict[str, Any]:
    """The facts the agency has given."""
    basic = application.answers.get("basic", {})
    contacts = application.persons.get("contacts", {})
    claims = application.claims.select_related("criterion")
    return {
        "unit_name": basic.get("unit_name", ""),
        "unit_kind": basic.get("unit_kind", ""),
        "registered_address": basic.get("registered_address", ""),
        "region": basic.get("region", ""),
        "criteria": [claim.criterion.code for claim in claims],
        "contact_name": contacts.get("primary_name", ""),
        "contact_mobile": contacts.get("primary_mobile", ""),
    }
