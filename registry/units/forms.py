"""Forms of the unit record."""

import re

from django import forms

from ipcontact.accounts.models import Agency
from ipcontact.acts.forms import DayField
from ipcontact.text.rules import clean_name, clean_text
from registry.units.choices import MembershipState, UnitKind
from registry.units.fields import CreditCodeField, NameField
from registry.units.models import Unit
from registry.units.people import UnitPerson

CHECKED = ("registration_state", "registered_address")  # of members: a second person looks first
NAME_LENGTH = Unit._meta.get_field("name").max_length


class UnitForm(forms.ModelForm):
    class Meta:
        model = Unit
        fields = (
            "kind",
            "registration_state",
            "registered_on",
            "registration_authority",
            "legal_form",
            "industry_code",
            "region",
            "lead_agency",
            "co_agency",
            "registered_address",
            "business_address",
            "note",
        )
        widgets = {"registered_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "registration_state": "单位在法律上的状态，与是否在库无关。",
            "business_address": "与住所不同时填写。",
            "co_agency": "住所和经营地不在同一辖区时填写。",
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("region", "lead_agency", "co_agency"):
            self.fields[name].empty_label = "没有"
        if self.instance.membership_state != MembershipState.OUTSIDE:
            for name in CHECKED:
                self.fields[name].disabled = True
                self.fields[name].help_text = "列入过名录的单位请用“登记变更”，由另一人核对后生效。"

    def clean(self):
        values = super().clean()
        lead, co = values.get("lead_agency"), values.get("co_agency")
        if lead and lead == co:
            self.add_error("co_agency", "协同单位不能与主责单位相同；没有协同单位请留空。")
        for name in ("registered_address", "business_address", "registration_authority"):
            values[name] = clean_text(values.get(name, ""))
        return values


class RegisterForm(UnitForm):
    """One unit by hand: what it is called and answers to, where it is, whom to ring."""

    credit_code = CreditCodeField(
        label="统一社会信用代码",
        required=False,
        help_text="营业执照或登记证书上的 18 位代码，可以带空格粘贴；没有代码的产业联盟留空。",
    )
    name = NameField(label="单位名称", help_text="与登记证照一致的全称。")
    contact_name = forms.CharField(
        label="主联络员姓名",
        max_length=60,
        required=False,
        help_text="现在不知道的可以以后登记；只收集联系所必需的信息。",
    )
    contact_mobile = forms.CharField(label="主联络员手机", max_length=20, required=False)
    contact_phone = forms.CharField(label="主联络员固定电话", max_length=30, required=False)
    contact_email = forms.EmailField(label="主联络员邮箱", required=False)
    is_distinct = forms.BooleanField(label="已比对，不是同一单位，仍要登记", required=False)

    class Meta(UnitForm.Meta):
        fields = (
            "kind",
            "region",
            "lead_agency",
            "co_agency",
            "registered_address",
            "business_address",
        )

    field_order = ("credit_code", "name", *Meta.fields)

    def __init__(self, *args, agencies, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_agency"].queryset = agencies

    def clean_contact_name(self) -> str:
        return clean_name(self.cleaned_data["contact_name"])

    def clean_contact_mobile(self) -> str:
        return clean_mobile(self.cleaned_data["contact_mobile"])

    def clean(self):
        values = super().clean()
        may_lack = values.get("kind") in (UnitKind.ALLIANCE, UnitKind.OTHER)
        if not values.get("credit_code") and "credit_code" not in self.errors and not may_lack:
            self.add_error("credit_code", "请填写 18 位代码；没有代码的，单位类型请选产业联盟。")
        reach = ("contact_mobile", "contact_phone", "contact_email")
        given = [key for key in reach if values.get(key)]
        if given and not values.get("contact_name"):
            self.add_error("contact_name", "填了联系方式，请写明联络员姓名。")
        if values.get("contact_name") and not given and not set(reach) & set(self.errors):
            self.add_error("contact_mobile", "手机、固定电话、邮箱请至少填一项，否则联系不上。")
        return values

    def _post_clean(self) -> None:
        """Names and codes are judged by the service; there is no row to validate yet."""

    def contact(self) -> dict[str, str]:
        """The primary contact as the service takes it."""
        return {k: self.cleaned_data[f"contact_{k}"] for k in ("name", "mobile", "phone", "email")}


class RenameForm(forms.Form):
    name = forms.CharField(
        label="新名称", max_length=NAME_LENGTH, help_text="与登记通知书一致的全称。"
    )
    on = DayField(label="启用日期", help_text="登记机关核准变更的日期。")
    evidence = forms.CharField(
        label="依据", max_length=200, help_text="如：登记通知书（文号或日期）。"
    )
    pinyin = forms.RegexField(
        label="拼音首字母",
        regex=r"^[a-z0-9]{0,200}$",
        required=False,
        help_text="系统会自动给出；有多音字时在这里更正，用小写字母，不留空格。",
        error_messages={"invalid": "只用小写字母和数字，中间不留空格，例如 slcqd。"},
    )

    def clean_name(self) -> str:
        name = clean_name(self.cleaned_data["name"])
        if not 0 < len(name) <= NAME_LENGTH:
            raise forms.ValidationError(f"去掉看不见的字符后，名称应有 1 到 {NAME_LENGTH} 个字。")
        return name


class AssignForm(forms.Form):
    agency = forms.ModelChoiceField(
        label="新的主责单位",
        queryset=Agency.objects.none(),
        empty_label="请选择",
        help_text="移交后原单位只能看到仍由其协同的单位。",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(
            is_active=True,
            kind__in=[Agency.Kind.BUREAU, Agency.Kind.ZONE_BUREAU, Agency.Kind.STATION],
        ).order_by("code")


class RevealForm(forms.Form):
    reason = forms.CharField(
        label="查看事由",
        max_length=100,
        help_text="例如：电话通知参加培训。事由、时间和查看人会留下记录。",
    )

    def clean_reason(self) -> str:
        reason = clean_text(self.cleaned_data["reason"])
        if not reason:
            raise forms.ValidationError("请写明查看事由。")
        return reason


class PersonForm(forms.ModelForm):
    on = DayField(label="任职日期", help_text="从哪天起担任；原任者同日结束，记录保留。")

    class Meta:
        model = UnitPerson
        fields = ("role", "name", "department", "title", "mobile", "phone", "email")
        help_texts = {
            "mobile": "手机、固定电话、邮箱至少填一项；页面上只显示部分数字。",
            "name": "只收集联系所必需的信息。",
        }

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_mobile(self) -> str:
        return clean_mobile(self.cleaned_data["mobile"])

    def _post_clean(self) -> None:
        """The period is set by the service; the model is not validated without it."""


def clean_mobile(raw: str) -> str:
    """A mobile number as eleven digits, or nothing. Raises: ValidationError."""
    digits = clean_text(raw).replace(" ", "").replace("-", "").removeprefix("+86")
    if digits and not re.fullmatch(r"1\d{10}", digits, re.ASCII):
        raise forms.ValidationError("手机号码应为 11 位数字，以 1 开头，请核对。")
    return digits
