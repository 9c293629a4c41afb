"""文号系列 are reference data; documents are only looked at, they change through their pages."""

from django import forms
from django.contrib import admin

from ipcontact.documents.holders import numbers_from
from ipcontact.documents.models import NumberSeries, OfficialDocument
from ipcontact.ui.admin import ReadOnlyAdmin, ReferenceAdmin


class NumberSeriesForm(forms.ModelForm):
    class Meta:
        model = NumberSeries
        fields = ("prefix", "label", "is_open")

    def clean_prefix(self) -> str:
        """A 代字 with numbers already on papers is not lent and not renamed: that would leave
        a gap, or two papers with one number."""
        prefix = "".join(self.cleaned_data["prefix"].split())
        if prefix != self.instance.prefix:
            if self.instance.pk and self.instance.documents.exists():
                raise forms.ValidationError("这个系列已经编过号，不能改机关代字，请停用后另建。")
            start = f"{prefix}〔"
            typed = OfficialDocument.objects.filter(document_no__startswith=start)
            if typed.exists() or any(numbers_from(start)):
                raise forms.ValidationError(
                    "已有文书手工填写了这个机关代字的文号，请另用一个只由本系统编号的代字。"
                )
        return prefix


@admin.register(NumberSeries)
class NumberSeriesAdmin(ReferenceAdmin):
    """机关代字 lent to the system; switched off, not deleted."""

    verb = "documents.series"
    act_name = "维护文号系列"
    form = NumberSeriesForm
    list_display = ("prefix", "label", "is_open")
    list_filter = ("is_open",)


@admin.register(OfficialDocument)
class OfficialDocumentAdmin(ReadOnlyAdmin):
    verb = "documents.view"
    list_display = ("document_no", "title", "kind", "state", "agency", "dated_on", "sent_on")
    list_filter = ("state",)
    search_fields = ("document_no", "title")
    list_select_related = ("agency",)
