"""What the import pages ask: the file, and what the file does not say."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from ipcontact.text.rules import clean_text, parse_date
from registry.imports.editions import Options
from registry.imports.models import ImportRun
from registry.roster.choices import EditionKind

EDITION, UNITS = "edition", "units"
PURPOSES = [
    (EDITION, "补录一版名录：登记单位，并按公布日期列入名录"),
    (UNITS, "只更新单位资料：登记新单位、更正已有单位，不涉及名录"),
]


class DayField(forms.Field):
    """A date as people write it."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value):
        text = clean_text(value or "")[:40]
        day = parse_date(text) if text else None
        if text and day is None:
            raise ValidationError("看不懂这个日期，请写成 2021-12-31。")
        return day

    def prepare_value(self, value):
        return value.isoformat() if hasattr(value, "isoformat") else value


class AnswersForm(forms.Form):
    """What a file is for, and the facts of its edition."""

    purpose = forms.ChoiceField(
        label="导入目的", choices=PURPOSES, initial=EDITION, widget=forms.RadioSelect
    )
    edition_name = forms.CharField(
        label="版次名称",
        max_length=120,
        required=False,
        help_text="例如“2021年第一批重点联系单位名录”。文件里有“批次”一列时可以不填。",
    )
    kind = forms.ChoiceField(
        label="版次类型",
        choices=EditionKind.choices,
        initial=EditionKind.ADDITION,
        widget=forms.RadioSelect,
        help_text="完整名录：文件没有列出的在库单位，自公布之日起移出。",
    )
    published_on = DayField(
        label="公布日期",
        required=False,
        help_text="例如 2021-12-31。文件里有“公布日期”一列时可以不填。",
    )
    document_no = forms.CharField(
        label="文号", max_length=60, required=False, help_text="没有文号可以不填。"
    )

    def clean_edition_name(self) -> str:
        return _fitting(self.cleaned_data["edition_name"], 120)

    def clean_document_no(self) -> str:
        return _fitting(self.cleaned_data["document_no"], 60)

    def options(self) -> Options:
        """The answers as the services take them. Call it on a valid form."""
        given = self.cleaned_data
        return Options(
            edition_name=given["edition_name"],
            kind=given["kind"],
            published_on=given["published_on"],
            document_no=given["document_no"],
            wants_edition=given["purpose"] == EDITION,
            confirmed_codes=frozenset(given.get("confirmed_codes", ())),
        )


def _fitting(raw: str, most: int) -> str:
    """The text as it is stored, which can be longer than it was typed (㍿ becomes four letters)."""
    text = clean_text(raw)
    if len(text) > most:
        raise ValidationError(f"最多 {most} 个字，现有 {len(text)} 个字。")
    return text


class UploadForm(AnswersForm):
    """The file and the answers."""

    file = forms.FileField(
        label="Excel 文件",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"}),
        help_text="名单原样上传即可：标题行、合并的区域、落款都能读。必须有“单位名称”和"
        "“统一社会信用代码”两列，.xlsx 或 .xls，最大 10 MB。",
        error_messages={
            "required": "请选择要导入的 Excel 文件。",
            "empty": "这个文件是空的，请重新选择。",
        },
    )
    field_order = ("file", "purpose")


class RunAnswersForm(AnswersForm):
    """Answers to a preview, with codes that staff compared with the licence."""

    confirmed_codes = forms.MultipleChoiceField(
        label="校验码不符、已对照证照的代码",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="早年发的代码可能真的不符合校验规则。请对照营业执照（登记证书）后再勾选。",
    )

    def __init__(self, *args, run: ImportRun, **kwargs) -> None:
        kwargs["initial"] = {
            "purpose": UNITS if run.wants_edition is False else EDITION,
            "edition_name": run.edition_name,
            "kind": run.edition_kind or EditionKind.ADDITION,
            "published_on": run.published_on,
            "document_no": run.document_no,
            "confirmed_codes": run.confirmed_codes,
        }
        super().__init__(*args, **kwargs)
        asked = run.summary.get("confirmable", [])
        choices = [
            (item["code"], f"{item['code']}　{item['name']}（第 {item['row']} 行）")
            for item in asked
        ]
        waiting = {code for code, _ in choices}
        choices += [(code, code) for code in run.confirmed_codes if code not in waiting]
        if choices:
            self.fields["confirmed_codes"].choices = choices
        else:
            del self.fields["confirmed_codes"]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由", max_length=200, help_text="例如：导错文件。理由会留在变更记录中。"
    )
