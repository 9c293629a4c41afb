"""Forms of documents: the words, the number, and what each step asks for."""

from __future__ import annotations

from typing import Any

from django import forms

from ipcontact.acts.forms import DayField, OfflineForm, VersionedForm
from ipcontact.documents.choices import SendChannel
from ipcontact.documents.models import NumberSeries, OfficialDocument
from ipcontact.documents.services.steps import APPROVE
from ipcontact.files.fields import AttachmentField


class WordsForm(forms.ModelForm):
    """Title, addressee and text; the form of the paper is the template's."""

    class Meta:
        model = OfficialDocument
        fields = ("title", "addressee", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 16})}
        help_texts = {
            "title": "例如：关于商请协助核实有关情况的函。",
            "addressee": "收文单位全称，不写冒号；没有主送的留空。",
            "text": "一行一个自然段，首行缩进由系统排。",
        }


class CommentForm(VersionedForm):
    comment = forms.CharField(label="意见", max_length=500, required=False)


class ReasonForm(VersionedForm):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class SealForm(VersionedForm):
    scan = AttachmentField(label="盖章件扫描件")


class SendForm(VersionedForm):
    channel = forms.ChoiceField(
        label="发出方式", choices=SendChannel.choices, widget=forms.RadioSelect
    )
    sent_on = DayField(label="发出日期")
    note = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        help_text="例如挂号信单号、公文系统收文号。不要写个人电话和住址。",
    )


class ServeForm(VersionedForm):
    served_on = DayField(label="送达日期", help_text="送达回证上签收的日期。")
    scan = AttachmentField(label="送达回证扫描件")


class TypedNumberForm(forms.Form):
    """文号 as the office's register gave it.

    The tick appears once a number was sent; whoever is warned reads before they tick.
    """

    document_no = forms.CharField(
        label="文号",
        max_length=60,
        required=False,
        help_text="例如：津滨市监知〔2026〕12号。留空为待编号，以后补填。",
    )
    accept_warnings = forms.BooleanField(label="文号无误", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self.is_bound and self.data.get("document_no", "").strip()):
            del self.fields["accept_warnings"]


class NumberForm(TypedNumberForm):
    """文号 from a series lent to the system, or typed."""

    series = forms.ModelChoiceField(
        label="文号来源",
        queryset=NumberSeries.objects.none(),
        required=False,
        empty_label="办公室登记的文号，手工填写",
    )
    field_order = ("series", "document_no", "accept_warnings")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "document_no"
        ].help_text = "例如：津滨市监知〔2026〕12号。留空为待编号；由系列取号的不用填。"
        series = NumberSeries.objects.filter(is_open=True)
        self.fields["series"].queryset = series
        if not series.exists():
            del self.fields["series"]


class ApprovalResultForm(OfflineForm):
    """What was signed on paper, in the OA or in a meeting."""

    version = VersionedForm.base_fields["version"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, code=APPROVE, **kwargs)
