"""Forms of notices: the words, the check, the portal, a reason, a new end, 更正, 公布, letters."""

from __future__ import annotations

from typing import Any

from django import forms

from ipcontact.acts.choices import Channel
from ipcontact.acts.forms import DayField, OfflineForm, VersionedForm
from ipcontact.documents.forms import NumberForm, SendForm, TypedNumberForm
from ipcontact.documents.models import NumberSeries
from ipcontact.files.fields import AttachmentField
from registry.notices.access import DECISIONS
from registry.notices.choices import CheckPoint, NoticeAction
from registry.notices.models import PublicNotice
from registry.notices.rules import LONGEST, SHORTEST

CONTACT = {
    "department": "联系部门",
    "phone": "电话",
    "email": "电子邮箱",
    "address": "地址",
    "hours": "办公时间",
}


class ReasonForm(VersionedForm):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DraftForm(forms.Form):
    """生成公示: as the usual words have it to the check, or first to be changed."""

    CHECK, EDIT = "check", "edit"
    then = forms.ChoiceField(
        label="生成以后",
        choices=((CHECK, "文字不用改，直接送核稿"), (EDIT, "先修改文字")),
        initial=CHECK,
        widget=forms.RadioSelect,
    )

    @property
    def goes_to_check(self) -> bool:
        return self.cleaned_data["then"] == self.CHECK


class WordsForm(TypedNumberForm):
    """The words of a draft, its window, and where objections go."""

    title = forms.CharField(label="标题", max_length=120)
    basis = forms.CharField(label="依据", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    introduction = forms.CharField(
        label="说明", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    days = forms.IntegerField(
        label="公示期（工作日）",
        min_value=SHORTEST,
        max_value=LONGEST,
        help_text="发布当日不计，截止日 24:00 结束；周末和节假日不算，调休上班算。",
    )
    objection_words = forms.CharField(
        label="提出异议的要求", max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    department = forms.CharField(label=CONTACT["department"], max_length=60)
    phone = forms.CharField(label=CONTACT["phone"], max_length=60)
    email = forms.EmailField(label=CONTACT["email"], required=False)
    address = forms.CharField(label=CONTACT["address"], max_length=120)
    hours = forms.CharField(label=CONTACT["hours"], max_length=60, required=False)
    field_order = (
        *("title", "basis", "introduction", "days", "objection_words"),
        *CONTACT,
        *("document_no", "accept_warnings"),
    )

    def values(self) -> dict[str, Any]:
        """As `services.revise` takes them."""
        data = {**self.cleaned_data}
        data.pop("accept_warnings", None)
        plain = {name: value for name, value in data.items() if name not in CONTACT}
        return {**plain, "contact": {name: data[name] for name in CONTACT}}


def words_of(notice: PublicNotice) -> dict[str, Any]:
    """What `WordsForm` shows first."""
    names = ("title", "basis", "introduction", "days", "objection_words", "document_no")
    return {**{name: getattr(notice, name) for name in names}, **notice.contact}


class CheckForm(VersionedForm):
    """核稿: every point is ticked by hand, none beforehand."""

    ticked = forms.MultipleChoiceField(
        label="逐项核对",
        choices=CheckPoint.choices,
        widget=forms.CheckboxSelectMultiple,
    )


class PortalForm(VersionedForm):
    url = forms.URLField(
        label="门户网站上的网址",
        max_length=300,
        assume_scheme="https",
        help_text="从浏览器地址栏复制。",
    )
    portal_on = DayField(label="门户发布日期")
    screenshot = AttachmentField(
        label="网页截图",
        required=False,
        help_text="发布当天登记的可以不附；事后登记的附当天的截图。",
    )


class ExtendForm(ReasonForm):
    ends_on = DayField(label="新的截止日期")
    field_order = ("ends_on", "reason", "version")


class CorrigendumForm(forms.Form):
    text = forms.CharField(
        label="更正内容",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明原来怎么写、更正为什么。会公开。",
    )
    reason = forms.CharField(label="更正原因", max_length=500)


class CheckCorrigendumForm(forms.Form):
    """How a correction was checked; on paper with the signed sheet."""

    WAYS = (
        (Channel.ONLINE.value, "在系统中核稿"),
        (Channel.PAPER.value, "在纸上签字"),
        (Channel.OA.value, "在公文系统签批"),
    )
    channel = forms.ChoiceField(
        label="核稿方式", choices=WAYS, initial=Channel.ONLINE.value, widget=forms.RadioSelect
    )
    scan = AttachmentField(
        label="已签字的审查表", required=False, help_text="在系统中核稿的不用附。"
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("channel") not in (None, Channel.ONLINE) and not data.get("scan"):
            self.add_error("scan", "在纸上或者公文系统核稿的，请上传已签字的审查表。")
        return data


class DecidedForm(OfflineForm):
    """登记线下决定: which step of a leader, and until when the window is made longer.

    Args: actions: the steps that the state of the notice allows.
    """

    action = forms.ChoiceField(label="决定的事项", widget=forms.RadioSelect)
    ends_on = DayField(label="新的截止日期", required=False)
    field_order = ("action", "ends_on")

    def __init__(self, *args: Any, actions: list[NoticeAction], **kwargs: Any) -> None:
        super().__init__(*args, code=DECISIONS[actions[0]], **kwargs)
        self.fields["action"].choices = [(each.value, each.label) for each in actions]
        if NoticeAction.EXTEND in actions:
            self.fields["ends_on"].help_text = "延长公示的填写。"
        else:
            del self.fields["ends_on"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("action") == NoticeAction.EXTEND and not data.get("ends_on"):
            self.add_error("ends_on", "请填写新的截止日期。")
        return data


class AnnounceForm(TypedNumberForm, VersionedForm):
    edition_name = forms.CharField(
        label="名录版次的名称", max_length=80, help_text="公众在名录的版次里看到这个名称。"
    )
    field_order = ("edition_name", "document_no", "accept_warnings")


class NumberPaperForm(NumberForm, VersionedForm):
    """补填文号: of a notice, or of an edition."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed, is_lent = self.fields["document_no"], "series" in self.fields
        typed.required = not is_lent
        typed.help_text = "例如：津滨市监知〔2026〕12号。"
        if is_lent:
            typed.help_text += "由系列取号的不用填。"


class AnnouncedForm(TypedNumberForm, OfflineForm):
    """登记线下公布: who decided, when, with which paper."""

    edition_name = forms.CharField(label="名录版次的名称", max_length=80)
    announced_on = DayField(label="公布日期")
    field_order = (
        *("edition_name", "announced_on", "decider", "decided_on", "channel", "minutes_no"),
        *("document_no", "accept_warnings"),
    )


class SignLettersForm(forms.Form):
    """What was read before signing, and what to say with it."""

    mark = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    comment = forms.CharField(label="意见", max_length=500, required=False)


class SignedLettersForm(OfflineForm):
    """登记线下签批: who signed under all of them, when, on which paper."""

    mark = SignLettersForm.base_fields["mark"]


class NumberLettersForm(forms.Form):
    """文号 of all letters of an edition: a series, or the first number of the office's register.

    `shown` is the range that the page has named; the numbers are given when it was seen.
    """

    series = forms.ModelChoiceField(
        label="文号来源",
        queryset=NumberSeries.objects.none(),
        required=False,
        empty_label="办公室登记的文号，填写第一个",
    )
    first = forms.CharField(
        label="第一个文号",
        max_length=60,
        required=False,
        help_text="例如：津滨市监知〔2026〕12号，其余按名单的顺序依次往下编。",
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    mark = SignLettersForm.base_fields["mark"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lent = NumberSeries.objects.filter(is_open=True)
        self.fields["series"].queryset = lent
        if not lent.exists():
            del self.fields["series"]
            self.fields["first"].required = True
        else:
            self.fields["first"].help_text += "由系列取号的不用填。"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (
            "first" not in self.errors
            and not data.get("series")
            and not data.get("first", "").strip()
        ):
            self.add_error("first", "请填写第一个文号，或者选择文号系列。")
        return data

    def source(self) -> dict[str, Any]:
        """Where the numbers come from, as the service takes it."""
        series = self.cleaned_data.get("series")
        return {"series": series, "first": "" if series else self.cleaned_data["first"]}


class SendLettersForm(SendForm):
    """By which way the letters went out, and on which day."""

    version = None
    mark = SignLettersForm.base_fields["mark"]
