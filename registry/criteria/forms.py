"""What the pages ask about a proof: only what its kind needs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator

from ipcontact.acts.forms import DayField
from ipcontact.files.checks import Examined, examine
from ipcontact.files.errors import FileRefused
from ipcontact.files.fields import AttachmentsField
from ipcontact.files.formats import XLSX
from ipcontact.sheets.reader import MAX_BYTES, SheetError
from ipcontact.text.rules import clean_text
from ipcontact.workdays.clock import today
from registry.criteria import lists
from registry.criteria.adapters import counted_figure, criterion_facts
from registry.criteria.choices import CheckState, ProofKind, Variant
from registry.criteria.models import Criterion
from registry.criteria.particulars import FILE, Particular, asked_of, variants_of
from registry.criteria.rules import ProofFacts, last_day

LIST = "list"  # the Excel file of a list; typed lines are the field ``entries``
_LONG, _MOST_TEXT, _LINE = ("statement", "endorsement"), 2_000, 120
_YEARS = (MinValueValidator(2000), MaxValueValidator(2100))
_DAYS = (
    MinValueValidator(date(1949, 10, 1), "日期过早，请核对年份。"),
    MaxValueValidator(date(2100, 12, 31), "日期过晚，请核对年份。"),
)
_READERS = {ProofKind.PATENTS: lists.read_patents, ProofKind.ORGANISATION: lists.read_members}
_TYPED = {
    ProofKind.PATENTS: lists.patents_of_lines,
    ProofKind.ORGANISATION: lists.members_of_lines,
    ProofKind.PLATFORM_REVENUE: lists.years_of_lines,
}
_LIST_HELP = ".xlsx 或 .xls；.xls 只读取内容，不保存原文件。"
_LINES_HELP = {
    ProofKind.PATENTS: "每行一件：号码，后面可以写名称。",
    ProofKind.ORGANISATION: "每行一家：全称，后面可以写信用代码。",
}


class ListField(forms.FileField):
    """An Excel list; cleans to its name and content, and what may be kept of it."""

    widget = forms.FileInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **kwargs)
        self.widget.attrs.update(accept=".xlsx,.xls")

    def clean(self, data: Any, initial: Any = None) -> tuple[str, bytes, Examined | None] | None:
        upload = super().clean(data, initial)
        if not upload or upload is initial:
            return None
        if upload.name.lower().endswith(".xls"):
            return upload.name, upload.read(MAX_BYTES + 1), None
        try:
            kept = examine(upload, allowed=(XLSX,))
        except FileRefused as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal
        return kept.name, kept.content, kept


class ProofForm(forms.Form):
    """The particulars of the proof of one condition, and its file.

    Args:
        criterion: the condition.
        initial: stored particulars, see `adapters.stored_values`.
        has_file: a file is there already, so that none has to be uploaded.
        is_agency: staff, who also fill in the recommending agency's part.
        is_partial: nothing is required (saving while typing); what cannot be right is left out.
    """

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        criterion: Criterion,
        initial: dict[str, Any] | None = None,
        has_file: bool = False,
        is_agency: bool = False,
        is_partial: bool = False,
        **kwargs: Any,
    ) -> None:
        self.criterion, self.kind = criterion, criterion.proof_kind
        self.stored_entries = list((initial or {}).get("entries") or ())
        super().__init__(data, files, initial=self._first_values(initial or {}), **kwargs)
        self.has_file, self.is_partial = has_file, is_partial
        self._read_entries: list[dict] | None = None
        variant = self._variant_now()
        for item in asked_of(self.kind, is_agency=is_agency):
            for name, field in self._fields_of(item, variant).items():
                self.fields[name] = field

    def values(self) -> dict[str, Any]:
        """Particulars by name of `PROOF_FIELDS`, as the services take them.

        Of a partial form only what is in order; call `is_valid()` first.
        """
        skipped = (FILE, LIST, "entries")
        found = {name: value for name, value in self.cleaned_data.items() if name not in skipped}
        if self._read_entries is not None:
            found["entries"] = self._read_entries
        if self.kind in _READERS:
            found["figure"] = counted_figure(
                self.kind,
                self.entries,
                variant=found.get("variant", ""),
                counted_on=found.get("counted_on"),
            )
        return found

    def uploads(self) -> list[Examined]:
        """Files to keep with the proof: what was attached, and the list when it is an .xlsx."""
        sent = self.cleaned_data.get(LIST)
        kept = [sent[2]] if sent and sent[2] else []
        return [*self.cleaned_data.get(FILE, ()), *kept]

    @property
    def replaces_files(self) -> bool:
        """Whether the files that are there no longer belong to what is handed in."""
        return bool(self.uploads() or self.cleaned_data.get(LIST))

    @property
    def entries(self) -> list[dict]:
        """The list as it will be stored."""
        return self.stored_entries if self._read_entries is None else self._read_entries

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name in ("document_no", "issuer", *_LONG):
            if name in given:
                self._clean_text(name)
        self._read_lists()
        self._check_dates()
        if LIST in self.fields and not (self.entries or self.is_partial or self.errors):
            self.add_error(LIST, "还没有清单。请上传 Excel，或在下面逐行填写。")
        return given

    def _first_values(self, initial: dict[str, Any]) -> dict[str, Any]:
        first = {**initial, "entries": lists.as_lines(self.stored_entries)}
        if self.kind == ProofKind.HIGH_TECH:
            first["variant"] = first.get("variant") or Variant.CERTIFICATE
        return first

    def _variant_now(self) -> str:
        """The variant as sent, else as stored; it decides what is required."""
        sent = self.data.get(self.add_prefix("variant")) if self.is_bound else None
        return str(sent if sent is not None else self.initial.get("variant") or "")

    def _fields_of(self, item: Particular, variant: str) -> dict[str, forms.Field]:
        is_required = item.is_required_with(variant) and not self.is_partial
        common = {
            "label": item.label,
            "help_text": f"{item.help_text}。" if item.help_text else "",
            "required": is_required,
            "error_messages": {"required": item.missing},
        }
        if item.name == FILE:
            return {FILE: self._file_field(item, common)}
        if item.name == "entries":
            return self._list_fields(item, common)
        return {item.name: self._plain_field(item.name, common)}

    def _file_field(self, item: Particular, common: dict[str, Any]) -> AttachmentsField:
        required = common["required"] and not self.has_file
        field = AttachmentsField(**{**common, "help_text": "", "required": required})
        sort = AttachmentsField().help_text
        already = "已有文件，不选则沿用，选了新的就替换。" if self.has_file else ""
        field.help_text = f"{common['help_text']}{already}{sort}"
        return field

    def _list_fields(self, item: Particular, common: dict[str, Any]) -> dict[str, forms.Field]:
        lines = forms.CharField(
            label=item.label,
            help_text=common["help_text"],
            required=False,
            max_length=lists.MAX_LINES * 100,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        if self.kind not in _READERS:
            return {"entries": lines}
        stored = len(self.stored_entries)
        already = f"已有清单 {stored} 行，重新上传会替换。" if stored else ""
        sheet = ListField(
            label=f"{item.label}（Excel）",
            required=False,
            help_text=f"{common['help_text']}{already}{_LIST_HELP}",
        )
        lines.label, lines.help_text = "或者逐行填写", _LINES_HELP[self.kind]
        return {LIST: sheet, "entries": lines}

    def _plain_field(self, name: str, common: dict[str, Any]) -> forms.Field:
        if name == "variant":
            choices = [(item.value, item.label) for item in variants_of(self.kind)]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
        if name.endswith("_on"):
            return DayField(validators=_DAYS, **common)
        if name == "year":
            return forms.IntegerField(validators=_YEARS, **common)
        if name == "figure":
            return forms.DecimalField(max_digits=14, decimal_places=2, min_value=0, **common)
        if name in _LONG:
            return forms.CharField(max_length=_MOST_TEXT, widget=forms.Textarea, **common)
        return forms.CharField(max_length=_LINE, **common)

    def _clean_text(self, name: str) -> None:
        """Clean it; what is typed can become longer (㍿ is four letters) or nothing at all."""
        is_long = name in _LONG
        text = clean_text(self.cleaned_data[name], lines=is_long)
        most = _MOST_TEXT if is_long else _LINE
        if len(text) > most:
            self.add_error(name, f"最多 {most} 个字，现有 {len(text)} 个字。")
        elif not text and self.fields[name].required:
            self.add_error(name, self.fields[name].error_messages["required"])
        else:
            self.cleaned_data[name] = text

    def _read_lists(self) -> None:
        """The Excel file goes before typed lines; neither leaves the stored list as it is."""
        sent, typed = self.cleaned_data.get(LIST), self.cleaned_data.get("entries", "")
        try:
            if sent:
                name, content, _ = sent
                self._read_entries = _READERS[self.kind](content, name)
            elif typed or lists.as_lines(self.stored_entries):
                self._read_entries = _TYPED[self.kind](typed) if "entries" in self.fields else None
        except SheetError as refusal:
            self.add_error(LIST, refusal.message)
        except lists.LineError as refusal:
            self.add_error("entries", str(refusal))

    def _check_dates(self) -> None:
        given = self.cleaned_data
        issued, expires = given.get("issued_on"), given.get("expires_on")
        if issued and issued > today():
            self.add_error("issued_on", "这个日期在今天之后，请对照原件核对。")
        if given.get("counted_on") and given["counted_on"] > today():
            self.add_error("counted_on", "统计日在今天之后，请核对。")
        if issued and expires and expires < issued:
            usual = last_day(criterion_facts(self.criterion), ProofFacts(issued_on=issued))
            advice = f"，一般应为 {usual}" if usual else ""
            self.add_error("expires_on", f"早于{self['issued_on'].label}，请对照原件填写{advice}。")


class CheckForm(forms.Form):
    """What the checker says of a proof."""

    verdict = forms.ChoiceField(
        label="核对结果",
        choices=[
            (CheckState.ACCEPTED.value, "已核实，材料属实"),
            (CheckState.REJECTED.value, "未通过"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择核对结果。"},
    )
    note = forms.CharField(
        label="核对意见",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="未通过时必填：哪里不符、怎样补充，单位会看到。",
    )

    def clean_note(self) -> str:
        note = clean_text(self.cleaned_data["note"])
        if len(note) > 300:
            raise ValidationError(f"最多 300 个字，现有 {len(note)} 个字。")
        return note

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("verdict") == CheckState.REJECTED and not given.get("note"):
            self.add_error("note", "请写明未通过的原因，单位据此补充或更换证明。")
        return given


class CenterListForm(forms.Form):
    """The list of the protection centre."""

    file = forms.FileField(
        label="备案名单（Excel）",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"}),
        help_text="必须有“统一社会信用代码”和“备案号”两列；备案日期、技术领域可以没有。"
        "标题行和落款不用删。.xlsx 或 .xls，至多 3000 行。",
        error_messages={"required": "请选择备案名单。", "empty": "这个文件是空的，请重新选择。"},
    )
