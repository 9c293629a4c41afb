"""What the pages of changes ask: the new value, from when, and the paper."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from ipcontact.accounts.models import Agency, Region
from ipcontact.acts.choices import Channel
from ipcontact.acts.forms import DayField
from ipcontact.files.fields import AttachmentField
from ipcontact.text.credit_code import check_credit_code
from ipcontact.text.rules import clean_name, clean_text
from registry.changes.choices import RELATED_LABELS, ChangeKind
from registry.changes.comparison import NAME_LENGTH, PERSON_LENGTH
from registry.changes.division_forms import UNKNOWN, DivisionRows, find_unit
from registry.changes.services.contacts import CONTACT_ROLES
from registry.changes.services.proposing import Proposal
from registry.units.models import Unit
from registry.units.people import UnitPerson

TOLD = [
    (Channel.ONLINE, "本机构发现或单位已交材料"),
    (Channel.PHONE, "单位来电"),
    (Channel.PAPER, "单位来函、来访"),
]
EXAMPLES = {
    ChangeKind.RENAME: "如：登记通知书（文号或日期）。",
    ChangeKind.MERGED: "如：合并协议、登记通知书。",
    ChangeKind.BANKRUPT: "如：法院裁定书案号。",
}
USUAL_EXAMPLE = "如：登记通知书、公示系统查询结果（文号或日期）。"


class ProposalForm(DivisionRows, forms.Form):
    """A change of one kind.

    Args: unit: whose; kind: a checked `ChangeKind`; is_staff: asks for what only the staff knows
    (jurisdiction, another unit, by which way the unit told it).
    """

    effective_on = DayField(
        label="生效日期", help_text="登记机关核准的日期；可以早于今天，晚于今天的到期自动生效。"
    )
    basis = forms.CharField(label="依据", max_length=200, required=False)
    evidence = AttachmentField(label="证明材料照片或扫描件")

    def __init__(
        self, *args: Any, unit: Unit, kind: str, is_staff: bool, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.kind = unit, ChangeKind(kind)
        self.fields["effective_on"].initial = today
        self.fields["basis"].help_text = EXAMPLES.get(self.kind, USUAL_EXAMPLE)
        own = {**self._value_fields(is_staff), **self._related_field()}
        if self.kind == ChangeKind.SPLIT:
            own.update(self.part_fields())
        last = {}
        if is_staff:
            last["channel"] = forms.ChoiceField(
                label="怎么知道的", choices=TOLD, initial=Channel.ONLINE, widget=forms.RadioSelect
            )
        self.fields = {**own, **self.fields, **last}

    def _value_fields(self, is_staff: bool) -> dict[str, forms.Field]:
        unit = self.unit
        if self.kind == ChangeKind.RENAME:
            words = f"与登记通知书一致的全称。现用名称：{unit.name}"
            return {
                "name": forms.CharField(label="新名称", max_length=NAME_LENGTH, help_text=words)
            }
        if self.kind == ChangeKind.CODE:
            fields: dict[str, forms.Field] = {
                "credit_code": forms.CharField(label="新的统一社会信用代码", max_length=40)
            }
            if is_staff:
                fields["is_confirmed"] = forms.BooleanField(
                    label="校验位不符，已对照证照确认", required=False
                )
            return fields
        if self.kind == ChangeKind.LEGAL:
            return {"person": forms.CharField(label="新法定代表人姓名", max_length=PERSON_LENGTH)}
        if self.kind == ChangeKind.ADDRESS:
            return self._address_fields(is_staff)
        return {}

    def _address_fields(self, is_staff: bool) -> dict[str, forms.Field]:
        words = f"与登记通知书一致。现登记：{self.unit.registered_address or '（空）'}"
        fields: dict[str, forms.Field] = {
            "registered_address": forms.CharField(label="新住所", max_length=300, help_text=words)
        }
        if is_staff:
            fields["region"] = forms.ModelChoiceField(
                label="新的所属区域",
                queryset=Region.objects.order_by("code"),
                to_field_name="code",
                empty_label="不变",
                required=False,
            )
            fields["lead_agency"] = forms.ModelChoiceField(
                label="新的主责单位",
                queryset=Agency.objects.filter(
                    is_active=True,
                    kind__in=[Agency.Kind.BUREAU, Agency.Kind.ZONE_BUREAU, Agency.Kind.STATION],
                ).order_by("code"),
                to_field_name="code",
                empty_label="不变",
                required=False,
                help_text="迁入另一辖区的，选接收的机构；生效时移交，双方都会收到通知。",
            )
        return fields

    def _related_field(self) -> dict[str, forms.Field]:
        label = RELATED_LABELS.get(self.kind)
        if label is None:
            return {}
        return {
            "related": forms.CharField(
                label=label,
                max_length=40,
                help_text="填信用代码或单位编号（LX开头）；还没有登记的单位请先登记。",
            )
        }

    def clean_name(self) -> str:
        name = clean_name(self.cleaned_data["name"])
        if not 0 < len(name) <= NAME_LENGTH:
            raise forms.ValidationError(f"去掉看不见的字符后，名称应有 1 到 {NAME_LENGTH} 个字。")
        return name

    def clean_person(self) -> str:
        name = clean_name(self.cleaned_data["person"])
        if not name:
            raise forms.ValidationError("请填写姓名。")
        return name

    def clean_registered_address(self) -> str:
        address = clean_text(self.cleaned_data["registered_address"])
        if not address:
            raise forms.ValidationError("请填写新住所。")
        return address

    def clean_related(self) -> Unit:
        found = find_unit(self.cleaned_data["related"].strip())
        if found is None:
            raise forms.ValidationError(UNKNOWN)
        return found

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if "credit_code" in values:
            verdict = check_credit_code(values["credit_code"])
            confirmed = values.get("is_confirmed", False)
            if not verdict.is_legal or (verdict.problems and not confirmed):
                self.add_error("credit_code", verdict.message)
            values["credit_code"] = verdict.code
        if self.kind == ChangeKind.SPLIT:
            values["parts"] = self.clean_parts()
        return values

    def proposal(self) -> Proposal:
        """What was filled in, for the service."""
        filled = self.cleaned_data
        names = ("name", "credit_code", "is_confirmed", "registered_address")
        return Proposal(
            kind=self.kind.value,
            effective_on=filled["effective_on"],
            values={name: filled[name] for name in names if name in filled},
            person=filled.get("person", ""),
            basis=clean_text(filled["basis"]),
            evidence=filled["evidence"],
            related=filled.get("related"),
            parts=filled.get("parts", ()),
            region=filled.get("region"),
            lead_agency=filled.get("lead_agency"),
        )


class ContactForm(forms.ModelForm):
    """A contact: another person, or the same at another number."""

    channel = forms.ChoiceField(
        label="怎么知道的", choices=TOLD, initial=Channel.ONLINE, widget=forms.RadioSelect
    )

    class Meta:
        model = UnitPerson
        fields = ("role", "name", "mobile", "phone", "email", "department", "title")
        help_texts = {"mobile": "手机、固定电话、邮箱至少填一项；页面上只显示部分数字。"}

    def __init__(self, *args: Any, is_staff: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in CONTACT_ROLES]
        if not is_staff:
            del self.fields["channel"]

    def clean_name(self) -> str:
        name = clean_name(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("请填写姓名。")
        return name

    def clean_mobile(self) -> str:
        digits = clean_text(self.cleaned_data["mobile"]).replace(" ", "").replace("-", "")
        digits = digits.removeprefix("+86")
        if digits and not re.fullmatch(r"1\d{10}", digits, re.ASCII):
            raise forms.ValidationError("手机号码应为 11 位数字，以 1 开头，请核对。")
        return digits

    def _post_clean(self) -> None:
        """The period is set by the service; the model is not validated without it."""


class RebindForm(ContactForm):
    """A new contact after the old one has gone: three fields and a photograph."""

    scan = AttachmentField(label="单位授权书照片")
    ends_accounts = forms.BooleanField(
        label="原联络员的账号不再代表本单位", required=False, initial=True
    )

    class Meta(ContactForm.Meta):
        fields = ("name", "mobile", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super(ContactForm, self).__init__(*args, **kwargs)
        del self.fields["channel"]


class RejectForm(forms.Form):
    reason = forms.CharField(
        label="未通过的理由", max_length=300, help_text="写明哪里不对、怎么改，登记人和单位会看到。"
    )


class SetAsideForm(forms.Form):
    reason = forms.CharField(
        label="搁置的理由", max_length=300, help_text="例如：登记数据滞后，已电话核实。"
    )


class ComparisonForm(forms.Form):
    file = forms.FileField(
        label="登记信息（Excel）",
        help_text=".xlsx 或 .xls，须有“单位名称”和“统一社会信用代码”两列；"
        "住所、登记状态、法定代表人有则比对。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"}),
    )
