"""Forms of objections: from the public, from a call, and for each step."""

from __future__ import annotations

from typing import Any

from django import forms

from ipcontact.acts.forms import DayField, OfflineForm, VersionedForm
from ipcontact.files.fields import AttachmentField, AttachmentsField
from ipcontact.text.rules import clean_text
from registry.notices.models import NoticeItem, PublicNotice
from registry.objections.access import DECIDE
from registry.objections.choices import Conclusion, ItemOutcome, LeadGround, ObjectionChannel
from registry.objections.models import Objection
from registry.objections.services import Identity

_LINES = {"rows": 4}
NO_IDENTITY = "不写异议人身份"  # what stands in the history is read by more than may know it
_OUTCOME = [("", "（部分成立时选择）"), *ItemOutcome.choices]


class ItemField(forms.ModelChoiceField):
    """A unit of a published list, called as it was published."""

    def label_from_instance(self, item: NoticeItem) -> str:
        return f"{item.order}. {item.name}"


class StaffItemField(forms.ModelChoiceField):
    """A unit of any list that objections may still be told of, with its notice."""

    def label_from_instance(self, item: NoticeItem) -> str:
        return f"{item.name}（{item.notice.number}）"


class IdentityForm(forms.Form):
    """Who objects; the page says what follows when it is left empty."""

    name = forms.CharField(label="异议人姓名", max_length=40, required=False)
    unit_name = forms.CharField(label="异议人单位", max_length=120, required=False)
    phone = forms.CharField(label="联系电话", max_length=40, required=False)
    email = forms.EmailField(label="电子邮箱", required=False)
    is_anonymous = forms.BooleanField(label="匿名提出", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in ("name", "unit_name", "phone"):
            data[name] = clean_text(data.get(name, ""))
        return data

    def who(self) -> Identity:
        """As services take it."""
        names = ("name", "unit_name", "phone", "email", "is_anonymous")
        return Identity(**{name: self.cleaned_data[name] for name in names if name in self.fields})


class PublicObjectionForm(IdentityForm):
    """What everybody may send; named ones are answered, others are leads."""

    item = ItemField(
        label="对哪家单位有异议", queryset=NoticeItem.objects.none(), empty_label="请选择"
    )
    reason = forms.CharField(
        label="理由和事实",
        max_length=2000,
        widget=forms.Textarea(attrs=_LINES),
        help_text="写明哪一项入库条件不符，或者有什么情况，依据是什么。",
    )
    evidence = AttachmentsField(label="证据材料", required=False, help_text="没有的可以不传。")
    field_order = ("item", "reason", "evidence", "name", "unit_name", "phone", "email")

    def __init__(self, *args: Any, notice: PublicNotice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = notice.items.all()
        self.fields[
            "name"
        ].help_text = "实名提出的必填；单位提出的，写经办人。只有负责核查的人能看到。"
        self.fields["unit_name"].help_text = "个人提出的不填。"
        self.fields["phone"].help_text = "实名提出的，电话和邮箱至少填一项，用来核实和答复。"
        self.fields["is_anonymous"].help_text = "匿名的作为线索处理，不答复。"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("is_anonymous"):
            if not data.get("name"):
                self.add_error("name", "请填写姓名；不愿留名的，勾选“匿名提出”。")
            if not data.get("phone") and not data.get("email"):
                self.add_error("phone", "请填写电话或者邮箱，用来核实和答复。")
        return data


class RegisterForm(IdentityForm):
    """登记异议 while on the phone: four fields, the others have their usual value."""

    item = StaffItemField(
        label="被异议单位", queryset=NoticeItem.objects.none(), empty_label="请选择"
    )
    reason = forms.CharField(
        label="异议的理由", max_length=2000, widget=forms.Textarea(attrs=_LINES)
    )
    channel = forms.ChoiceField(
        label="提出方式",
        choices=[pair for pair in ObjectionChannel.choices if pair[0] != "online"],
        initial=ObjectionChannel.CALL,
    )
    received_on = DayField(label="收到日期")
    follows = forms.CharField(
        label="接续的异议编号",
        max_length=16,
        required=False,
        help_text="同一人就已登记的异议提出新事实的，填原编号。",
    )
    evidence = AttachmentsField(label="来信、传真或者证据", required=False)
    field_order = ("item", "reason", "name", "phone", "unit_name", "email", "is_anonymous")

    def __init__(self, *args: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items

    def clean_follows(self) -> Objection | None:
        number = self.cleaned_data["follows"].strip().upper()
        if not number:
            return None
        found = Objection.objects.filter(number=number).first()
        if found is None:
            raise forms.ValidationError("没有这个编号的异议，请核对。")
        return found


class CompleteForm(IdentityForm):
    """补充; what is left empty stays as it was told, and so does anonymity."""

    is_anonymous = None
    gives_name = forms.BooleanField(
        label="愿意留名",
        required=False,
        help_text="原来是匿名提出的。勾选后按实名处理；不勾选的仍是匿名，作为线索，不答复。",
    )

    reason = forms.CharField(
        label="补充的理由和事实",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs=_LINES),
    )
    evidence = AttachmentsField(label="补充的证据", required=False)
    field_order = ("reason", "evidence", "name", "unit_name", "phone", "email", "gives_name")

    def __init__(self, *args: Any, was_anonymous: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not was_anonymous:
            del self.fields["gives_name"]

    def told(self) -> dict[str, Any]:
        """As the service takes it."""
        names = ("reason", "evidence")
        gives_name = self.cleaned_data.get("gives_name", False)
        told = {name: self.cleaned_data[name] for name in names}
        return {**told, "who": self.who(), "gives_name": gives_name}


class WithdrawOwnForm(forms.Form):
    """The objector's own withdrawal asks for no words: they would stand in the history, which more
    people read than may know who objected."""

    is_sure = forms.BooleanField(
        label="我确认撤回这件异议，知道撤回后不能恢复",
        error_messages={"required": "请勾选确认后再撤回；不撤回的，返回即可。"},
    )


class LookupForm(forms.Form):
    number = forms.CharField(label="异议编号", max_length=20)
    code = forms.CharField(label="查询码", max_length=20)


class TakeOverForm(VersionedForm):
    reason = forms.CharField(
        label="理由", max_length=500, required=False, help_text="已有经办人的必须填写。"
    )


class ReasonForm(VersionedForm):
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs=_LINES),
        help_text=f"{NO_IDENTITY}。",
    )


class TakeUpForm(VersionedForm):
    substance = forms.CharField(
        label="异议要点",
        max_length=1000,
        widget=forms.Textarea(attrs=_LINES),
        help_text="被异议单位和审定领导看到的是这一段。请用自己的话写，不写能认出异议人的内容。",
    )


class AskForm(VersionedForm):
    what = forms.CharField(
        label="请补充什么",
        max_length=500,
        widget=forms.Textarea(attrs=_LINES),
        help_text=f"异议人凭编号和查询码看到；{NO_IDENTITY}。",
    )
    until = DayField(label="补充期限")


class LeadForm(ReasonForm):
    ground = forms.ChoiceField(label="原因", choices=LeadGround.choices)
    field_order = ("ground", "reason", "version")


class ProposeForm(VersionedForm):
    conclusion = forms.ChoiceField(
        label="建议的结论", choices=Conclusion.choices, widget=forms.RadioSelect
    )
    findings = forms.CharField(
        label="核查情况",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"核查了什么、查明了什么。写进答复，{NO_IDENTITY}。",
    )
    reason = forms.CharField(
        label="建议的理由",
        max_length=1000,
        widget=forms.Textarea(attrs=_LINES),
        help_text=f"{NO_IDENTITY}。",
    )
    files = AttachmentsField(label="核查材料", required=False)


class DecideForm(VersionedForm):
    conclusion = forms.ChoiceField(
        label="结论", choices=Conclusion.choices, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(label="单位的去留", choices=_OUTCOME, required=False)
    reason = forms.CharField(label="理由", max_length=1000, widget=forms.Textarea(attrs=_LINES))


class DecidedForm(OfflineForm):
    """登记线下定性: what was decided, by whom, when, with which paper."""

    conclusion = forms.ChoiceField(
        label="结论", choices=Conclusion.choices, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(label="单位的去留", choices=_OUTCOME, required=False)
    field_order = ("conclusion", "outcome")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, code=DECIDE, **kwargs)


class AnswerForm(VersionedForm):
    answered_on = DayField(label="答复日期")
    scan = AttachmentField(
        label="已寄出答复的扫描件",
        required=False,
        help_text="文书已在系统中登记发出的不用上传。只有经办人能看。",
    )


class WithdrawForm(ReasonForm):
    goes_on = forms.BooleanField(
        label="依职权继续核查", required=False, help_text="勾选后状态不变，单位继续暂缓。"
    )


class SettleForm(ReasonForm):
    goes_on = forms.BooleanField(
        label="依职权继续核查",
        required=False,
        help_text="勾选后回到核查中，单位继续暂缓；不勾选的，单位解除暂缓，可以公布。",
    )
