"""Forms of a round."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from ipcontact.accounts.models import Agency
from ipcontact.acts.forms import DayField
from ipcontact.files.fields import AttachmentField
from ipcontact.text.rules import clean_name, clean_text
from registry.rounds.contents import form_versions
from registry.rounds.models import IntakeRound, RoundExtension
from registry.rounds.services.planning import FIELDS

MOMENT = "%Y-%m-%dT%H:%M"
YEARS = range(2000, 2100)
LONGEST_REASON = RoundExtension._meta.get_field("reason").max_length
LONG_TEXTS = ("introduction", "materials")


class MomentField(forms.DateTimeField):
    """A moment to the minute, in the office's time; asked with the browser's own control."""

    def __init__(self, **kwargs) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        kwargs.setdefault("widget", widget)
        super().__init__(input_formats=[MOMENT, "%Y-%m-%d %H:%M"], **kwargs)
        self.error_messages["invalid"] = "请填写日期和时间，例如 2026-09-30 17:00。"

    def validate(self, value) -> None:
        """Moments far from ours cannot be reckoned with."""
        super().validate(value)
        if value is not None and value.year not in YEARS:
            raise forms.ValidationError("年份不对，请核对。")


class RoundForm(forms.ModelForm):
    """Everything a round says before its notice is out."""

    opens_at = MomentField(label="开始时间")
    closes_at = MomentField(
        label="截止时间", required=False, help_text="到这一分钟为止；常年申报的留空。"
    )
    form_version = forms.ChoiceField(label="申报表版本")

    class Meta:
        model = IntakeRound
        fields = FIELDS
        widgets = {
            "counted_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "introduction": forms.Textarea(attrs={"rows": 6}),
            "materials": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "name": "例如：2026年第二批知识产权保护重点联系单位申报。",
            "is_standing": "勾选后不设截止时间，由经办人办理截止。",
            "counted_on": "专利申请量或拥有量、年度收入等算到哪一天。",
            "confirm_days": "单位收到推荐确认链接后几天内确认，按自然日算。",
            "introduction": "写在通知开头，一行一段。条件、时间、方式会自动写在后面。",
            "materials": "一行一项，自动编号。",
            "document_no": "办公室给的文号；还没有的留空（待编号）。",
            "contact_phone": "印在通知上的电话。",
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        own = self.instance.form_version if self.instance.pk else ""
        versions = sorted({*form_versions(), *([own] if own else [])}, reverse=True)
        self.fields["form_version"].choices = [(version, version) for version in versions]
        bureau = (Agency.Kind.BUREAU, Agency.Kind.DIVISION, Agency.Kind.IP_OFFICE)
        self.fields["contact_agency"].queryset = Agency.objects.active().filter(kind__in=bureau)
        self.fields["contact_agency"].empty_label = "请选择"
        self.fields["scheme"].empty_label = "请选择"
        self.fields["introduction"].required = True

    def groups(self) -> list[tuple[str, list[list[forms.BoundField]]]]:
        """Fields under their headings, for the page; those of a line stand side by side."""
        named = (
            ("批次", (("name",), ("scheme",), ("form_version", "counted_on"))),
            ("时间", (("is_standing",), ("opens_at", "closes_at"), ("grace_minutes",))),
            (
                "办理期限",
                (
                    ("confirm_days", "agency_review_days"),
                    ("bureau_review_days", "correction_days"),
                ),
            ),
            ("联系方式", (("contact_agency", "contact_phone"),)),
            ("申报通知", (("document_no",), ("introduction",), ("materials",))),
        )
        return [
            (heading, [[self[name] for name in line] for line in lines]) for heading, lines in named
        ]

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean(self):
        values = super().clean()
        for name in ("contact_phone", "document_no"):
            values[name] = clean_text(values.get(name, ""))
        for name in LONG_TEXTS:
            values[name] = clean_text(values.get(name, ""), lines=True)
        opens_at, closes_at = values.get("opens_at"), values.get("closes_at")
        if values.get("is_standing"):
            if closes_at:
                self.add_error("closes_at", "常年申报不设截止时间，请留空。")
        elif "closes_at" not in self.errors:
            if closes_at is None:
                self.add_error("closes_at", "请填写截止时间；不设截止的请勾选常年申报。")
            elif opens_at and closes_at <= opens_at:
                self.add_error("closes_at", "截止时间应晚于开始时间，请核对。")
        for name in ("confirm_days", "agency_review_days", "bureau_review_days", "correction_days"):
            if values.get(name) == 0:
                self.add_error(name, "期限至少为 1 天。")
        return values


class QuotaForm(forms.Form):
    """A number of units for each recommending agency; empty is no limit."""

    def __init__(self, *args, agencies: Iterable[Agency], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {self.name_of(agency): agency for agency in agencies}
        for name, agency in self.agencies.items():
            self.fields[name] = forms.IntegerField(
                label=agency.name,
                required=False,
                min_value=0,
                max_value=9_999,
                widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
            )

    @staticmethod
    def name_of(agency: Agency) -> str:
        """The field of an agency."""
        return f"agency-{agency.pk}"

    def units(self) -> dict[Agency, int | None]:
        """The answer per agency."""
        return {agency: self.cleaned_data[name] for name, agency in self.agencies.items()}


class ReasonField(forms.CharField):
    """Why something is done, on one line; it is kept and may be published."""

    def __init__(self, **kwargs) -> None:
        super().__init__(max_length=LONGEST_REASON, **kwargs)

    def clean(self, value) -> str:
        reason = clean_text(super().clean(value))
        if not 0 < len(reason) <= LONGEST_REASON:
            raise forms.ValidationError(f"理由应有 1 到 {LONGEST_REASON} 个字。")
        return reason


class ExtendForm(forms.Form):
    closes_at = MomentField(label="新的截止时间")
    reason = ReasonField(
        label="延长的理由",
        help_text="写在申报通知上，并告知推荐单位和申报单位。例如：集中申报期间网站故障。",
    )


class CloseForm(forms.Form):
    reason = ReasonField(label="截止的理由")


class PastRoundForm(forms.Form):
    """A round of former years, from its paper notice."""

    name = forms.CharField(
        label="批次名称", max_length=80, help_text="照申报通知的标题填写，须与其他批次不同。"
    )
    published_on = DayField(label="通知发布日期")
    opens_on = DayField(label="申报开始日期")
    closes_on = DayField(label="申报截止日期")
    document_no = forms.CharField(label="文号", max_length=60, required=False)
    scan = AttachmentField(label="申报通知扫描件")

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])
