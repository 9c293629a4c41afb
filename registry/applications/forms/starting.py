"""The first thing typed: whose file it is; and how it is opened again."""

from __future__ import annotations

import re

from django import forms

from ipcontact.text.rules import clean_text
from registry.applications.lookup import LENGTH
from registry.units.fields import CODE_ATTRS, CreditCodeField, NameField

_NUMBER = re.compile(r"[A-Z]{2}\d{9,12}", re.ASCII)


class CodeForm(forms.Form):
    """For everybody who has a code."""

    use_required_attribute = False
    credit_code = CreditCodeField(
        label="统一社会信用代码",
        help_text="营业执照或登记证书上的 18 位代码，可以带空格粘贴。",
    )

    def basic(self) -> dict[str, str]:
        """First answers of the section ``basic``."""
        return {"credit_code": self.cleaned_data["credit_code"]}


class AllianceForm(forms.Form):
    """For an alliance without a code: its name and who leads it."""

    use_required_attribute = False
    unit_name = NameField(label="联盟全称", help_text="与联盟协议一致。")
    lead_unit_name = NameField(label="牵头单位全称")
    lead_unit_code = CreditCodeField(
        label="牵头单位统一社会信用代码",
        help_text="牵头单位自己仍可另行申报。",
    )

    def clean(self):
        values = super().clean()
        if values.get("unit_name") and values.get("unit_name") == values.get("lead_unit_name"):
            self.add_error("lead_unit_name", "牵头单位应是联盟的一个成员，不能与联盟同名。")
        return values

    def basic(self) -> dict[str, str]:
        """First answers of the section ``basic``."""
        return {**self.cleaned_data, "unit_kind": "alliance", "credit_code": ""}


class LookupForm(forms.Form):
    """申报编号 and 查询码. That they do not fit is said for both in the same words."""

    use_required_attribute = False
    application_no = forms.CharField(
        label="申报编号",
        max_length=30,
        widget=forms.TextInput(attrs={**CODE_ATTRS, "class": "code w-m"}),
        help_text="以 SB 开头，写在提交回执和申报表上。",
        error_messages={"required": "请填写申报编号。"},
    )
    lookup_code = forms.CharField(
        label="查询码",
        max_length=30,
        widget=forms.TextInput(attrs={**CODE_ATTRS, "class": "code w-m"}),
        help_text=f"开始填报时给出的 {LENGTH} 位字母和数字，不分大小写。",
        error_messages={"required": "请填写查询码。"},
    )

    def clean_application_no(self) -> str:
        return plain_number(self.cleaned_data["application_no"])


def plain_number(raw: object) -> str:
    """申报编号 as it is stored; whatever cannot be one stays a text that is found nowhere."""
    text = clean_text(raw).upper().replace(" ", "").replace("-", "")
    return text if _NUMBER.fullmatch(text) else "-"
