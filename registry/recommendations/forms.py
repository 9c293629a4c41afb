"""What the pages of the offices ask: a proposal, an opinion, a contact, a sheet, a line."""

from __future__ import annotations

from typing import Any

from django import forms

from ipcontact.accounts.models import Agency
from ipcontact.acts.forms import DayField, VersionedForm
from ipcontact.files.fields import AttachmentField, AttachmentsField
from ipcontact.files.formats import SCANS
from ipcontact.text.credit_code import check_credit_code, normalise_credit_code
from registry.recommendations.access import RECOMMENDERS
from registry.recommendations.choices import Opinion
from registry.recommendations.fields import (
    CodeField,
    CriteriaField,
    MobileField,
    NameField,
    ReasonField,
    RegionField,
    TextField,
)
from registry.recommendations.models import Recommendation, SheetLine
from registry.recommendations.services import Proposal
from registry.rounds.models import IntakeRound
from registry.units.choices import UnitKind

_LOOKS_RIGHT = "代码校验不符，已对照营业执照（登记证书），确与证照一致"


def recommenders():
    """Agencies that recommend units."""
    return Agency.objects.active().filter(kind__in=RECOMMENDERS).order_by("code")


class ManyForm(forms.Form):
    """Says which of the chosen were waiting when the page was drawn, each with its version."""

    seen = forms.JSONField(widget=forms.HiddenInput, required=False)

    def clean_seen(self) -> dict[str, int] | None:
        """By key of the recommendation; None where the page did not say."""
        seen = self.cleaned_data["seen"]
        is_sound = isinstance(seen, dict) and all(type(each) is int for each in seen.values())
        return seen if is_sound else None


class ReasonForm(VersionedForm):
    reason = ReasonField(help_text="理由会留在办理记录中。")


class ProposalForm(forms.Form):
    """A unit one agency proposes, typed one by one."""

    round = forms.ModelChoiceField(
        label="申报批次",
        queryset=IntakeRound.objects.none(),
        to_field_name="number",
        empty_label=None,
    )
    unit_name = NameField(label="单位全称", max_length=200, help_text="与登记证照一致。")
    credit_code = CodeField(
        label="统一社会信用代码", required=False, help_text="18 位；没有代码的产业联盟可以不填。"
    )
    code_confirmed = forms.BooleanField(label=_LOOKS_RIGHT, required=False)
    unit_kind = forms.ChoiceField(label="单位类型", choices=UnitKind.choices)
    lead_unit_name = NameField(
        label="牵头单位", max_length=200, required=False, help_text="只有没有信用代码的联盟填写。"
    )
    lead_unit_code = CodeField(label="牵头单位信用代码", required=False)
    registered_address = TextField(label="住所", max_length=300, required=False)
    region = RegionField(required=False, help_text="按实际经营地选择。")
    co_agency = forms.ModelChoiceField(
        label="协同单位",
        queryset=Agency.objects.none(),
        to_field_name="code",
        required=False,
        empty_label="没有",
        help_text="住所和经营地不在同一辖区时，另一方可以一同看到这件申报。",
    )
    criteria = CriteriaField(required=False)
    statement = TextField(label="推荐意见", max_length=2000, required=False, lines=True)
    contact_name = NameField(
        label="单位联系人", max_length=40, required=False, help_text="签发后由此人确认推荐信息。"
    )
    contact_mobile = MobileField(
        label="联系人手机", required=False, help_text="确认链接与这个号码绑定。"
    )
    contact_email = forms.EmailField(label="联系人邮箱", required=False)

    def __init__(
        self, *args: Any, rounds: list[IntakeRound], agency: Agency | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        keys = [each.pk for each in rounds]
        self.fields["round"].queryset = IntakeRound.objects.filter(pk__in=keys)
        self.fields["co_agency"].queryset = recommenders().exclude(pk=agency.pk if agency else 0)
        self.fields["criteria"].offer(rounds[0] if rounds else None)
        if not self._is_doubtful():
            del self.fields["code_confirmed"]
        if len(rounds) == 1:
            self.fields["round"].widget = forms.HiddenInput()
            self.fields["round"].initial = rounds[0]

    def _is_doubtful(self) -> bool:
        """Whether only the check character of the typed code fails, as in some early codes."""
        typed = self.data if self.is_bound else self.initial
        verdict = check_credit_code(normalise_credit_code(typed.get("credit_code") or ""))
        return verdict.is_legal and not verdict.ok

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        kind, code = values.get("unit_kind"), values.get("credit_code", "")
        if kind == UnitKind.ALLIANCE and not code:
            self._check_lead(values)
        else:
            _check_code(self, code, values.get("code_confirmed", False))
        return values

    def _check_lead(self, values: dict[str, Any]) -> None:
        if not values.get("lead_unit_name"):
            self.add_error("lead_unit_name", "联盟没有信用代码的，请填写牵头单位。")
        verdict = check_credit_code(values.get("lead_unit_code", ""))
        if not verdict.ok:
            self.add_error("lead_unit_code", f"{verdict.message}。")

    def proposal(self) -> Proposal:
        """What was typed, as the services take it. Call it on a valid form."""
        given = self.cleaned_data
        basic = {
            name: given[name]
            for name in ("unit_name", "credit_code", "unit_kind", "registered_address", "region")
        }
        if given["unit_kind"] == UnitKind.ALLIANCE:
            basic |= {name: given[name] for name in ("lead_unit_name", "lead_unit_code")}
        return Proposal(
            basic=basic,
            criteria=given["criteria"],
            statement=given["statement"],
            contact_name=given["contact_name"],
            mobile=given["contact_mobile"],
            email=given["contact_email"],
            co_agency=given["co_agency"],
        )


class JoiningForm(forms.Form):
    """What can be corrected of a recommendation that joins a file begun by others."""

    statement = TextField(label="推荐意见", max_length=2000, required=False, lines=True)

    def proposal(self, recommendation: Recommendation) -> Proposal:
        """The opinion, with the contact as it was."""
        return Proposal(
            basic={},
            statement=self.cleaned_data["statement"],
            contact_name=recommendation.contact_name,
            mobile=recommendation.contact_mobile,
            email=recommendation.contact_email,
        )


class OpinionForm(forms.Form):
    """The agency's opinion on an application a unit filed itself."""

    opinion = forms.ChoiceField(
        label="初审意见",
        choices=Opinion.choices,
        initial=Opinion.RECOMMENDED,
        widget=forms.RadioSelect,
    )
    statement = TextField(
        label="意见说明",
        max_length=2000,
        required=False,
        lines=True,
        help_text="不推荐的须写明理由。",
    )


class ContactForm(forms.Form):
    """Who is asked to confirm."""

    contact_name = NameField(label="单位联系人", max_length=40)
    contact_mobile = MobileField(label="联系人手机", required=False)
    contact_email = forms.EmailField(label="联系人邮箱", required=False)


class PaperForm(forms.Form):
    """A confirmation on stamped paper, with the conditions as they stand there."""

    event_on = DayField(label="单位盖章确认的日期")
    criteria = CriteriaField(
        help_text="按盖章页核对。", error_messages={"required": "请至少选择一项符合的入库条件。"}
    )
    scan = AttachmentField(label="盖章页的照片或扫描件", allowed=SCANS)

    def __init__(self, *args: Any, round: IntakeRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteria"].offer(round)


class PapersForm(forms.Form):
    """Confirmations of many units, a file each."""

    event_on = DayField(label="单位盖章确认的日期")
    scans = AttachmentsField(label="盖章页的照片或扫描件", allowed=SCANS, most=50)


class SettleForm(forms.Form):
    """Which of the files speaks for the unit, and on what that rests."""

    winner = forms.ChoiceField(label="由哪一件代表单位", widget=forms.RadioSelect)
    reason = ReasonField(
        label="认定的依据", help_text="例如：申报表盖章件与营业执照一致，经电话向法定代表人核实。"
    )
    scan = AttachmentField(label="核对材料的扫描件", allowed=SCANS, required=False)

    def __init__(self, *args: Any, claims: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["winner"].choices = claims


class SheetForm(forms.Form):
    """The file, as the office wrote it."""

    file = forms.FileField(
        label="推荐汇总表（Excel）",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"}),
        help_text="原样上传即可：标题行、合并的区域、落款都能读。要有“单位名称”和"
        "“统一社会信用代码”两列，.xlsx 或 .xls，最大 10 MB。",
        error_messages={
            "required": "请选择要导入的 Excel 文件。",
            "empty": "这个文件是空的，请重新选择。",
        },
    )
    round = forms.ModelChoiceField(
        label="申报批次",
        queryset=IntakeRound.objects.none(),
        to_field_name="number",
        empty_label=None,
    )

    def __init__(self, *args: Any, rounds: list[IntakeRound], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = IntakeRound.objects.filter(
            pk__in=[each.pk for each in rounds]
        )
        if rounds:
            self.fields["round"].initial = rounds[0]
        if len(rounds) == 1:
            self.fields["round"].widget = forms.HiddenInput()


class LineForm(forms.Form):
    """A line of a sheet, mended on the page; judged by the same reader as the file."""

    name = NameField(label="单位名称", max_length=200, required=False)
    credit_code = CodeField(label="统一社会信用代码", required=False)
    is_confirmed = forms.BooleanField(label=_LOOKS_RIGHT, required=False)
    kind = TextField(label="单位类型", max_length=40, required=False)
    registered_address = TextField(label="住所", max_length=300, required=False)
    region = TextField(
        label="所属区域", max_length=60, required=False, help_text="街道、镇或功能区的名称。"
    )
    criteria = TextField(
        label="入库条件", max_length=200, required=False, help_text="写（1）至（9）或条件名称。"
    )
    contact_name = NameField(label="联系人", max_length=60, required=False)
    contact_phone = TextField(label="联系电话", max_length=30, required=False)
    contact_email = TextField(label="电子邮箱", max_length=120, required=False)
    statement = TextField(label="推荐意见", max_length=2000, required=False, lines=True)

    def __init__(self, *args: Any, line: SheetLine, **kwargs: Any) -> None:
        initial = {name: line.cells.get(name, "") for name in self.base_fields}
        initial["is_confirmed"] = line.mended.get("is_confirmed", False)
        super().__init__(*args, initial=initial, **kwargs)
        asked = any(defect.get("may_confirm") for defect in line.defects)
        if not (asked or initial["is_confirmed"]):
            del self.fields["is_confirmed"]

    def cells(self) -> dict[str, str]:
        """The cells that were changed. Call it on a valid form."""
        changed = set(self.changed_data) - {"is_confirmed"}
        return {name: self.cleaned_data[name] for name in changed}


class FillForm(forms.Form):
    """What the whole sheet leaves out, the same for every line; read as if it stood there."""

    region = RegionField(required=False, help_text="整份表都在一个街镇或功能区的，在这里补填。")
    criteria = TextField(
        label="入库条件", max_length=200, required=False, help_text="写（1）至（9）或条件名称。"
    )
    kind = TextField(label="单位类型", max_length=40, required=False)
    statement = TextField(label="推荐意见", max_length=2000, required=False, lines=True)

    def clean_region(self) -> str:
        """By its name, as a sheet has it."""
        found = self.fields["region"].queryset.filter(code=self.cleaned_data["region"]).first()
        return found.name if found else ""

    def clean(self) -> dict[str, str]:
        values = super().clean()
        if not self.errors and not any(values.values()):
            raise forms.ValidationError("请至少补填一项。")
        return values


def _check_code(form: forms.Form, code: str, is_confirmed: bool) -> None:
    verdict = check_credit_code(code)
    if verdict.ok or (verdict.is_legal and is_confirmed):
        return
    advice = "；确与证照一致的，请勾选下面的“已对照”" if verdict.is_legal else ""
    form.add_error("credit_code", f"{verdict.message.partition('；')[0]}{advice}。")
