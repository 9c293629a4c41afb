"""Imports and their lines as tables."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from ipcontact.ui.tables import CodeColumn, Column, NameColumn, NumberColumn, StateColumn, Table
from registry.imports.models import ImportLine, ImportRun

RUN_TONES = {
    "uploaded": "go",
    "previewed": "warn",
    "saving": "go",
    "saved": "ok",
    "failed": "bad",
    "dropped": "idle",
    "undone": "idle",
}
LINE_BREAK = mark_safe("<br>")  # noqa: S308 - a constant of ours
LINE_TONES = {"new": "ok", "updated": "go", "unchanged": "idle", "rejected": "bad"}


class RunTable(Table):
    filename = NameColumn(verbose_name="文件", orderable=False)
    state = StateColumn(verbose_name="状态", tones=RUN_TONES, orderable=False)
    edition_name = Column(verbose_name="版次", orderable=False)
    total = NumberColumn(verbose_name="行数", orderable=False)
    created_by = Column(verbose_name="导入人", accessor="created_by__name", orderable=False)
    created_at = tables.DateTimeColumn(verbose_name="上传时间", format="Y-m-d H:i", orderable=False)

    class Meta(Table.Meta):
        model = ImportRun
        fields = ()


class LineTable(Table):
    number = NumberColumn(verbose_name="行", orderable=False)
    name = NameColumn(verbose_name="单位名称", linkify=False, orderable=False)
    credit_code = CodeColumn(verbose_name="信用代码", orderable=False)
    verdict = StateColumn(verbose_name="结果", tones=LINE_TONES, orderable=False)
    changes = Column(verbose_name="变化（原 → 新）", orderable=False, empty_values=())
    defects = Column(verbose_name="问题和提示", orderable=False, empty_values=())

    class Meta(Table.Meta):
        model = ImportLine
        fields = ()

    def render_changes(self, record):
        if record.verdict == "rejected":
            return ""
        is_new = record.verdict == "new"
        return format_html_join(
            LINE_BREAK,
            "{}：{}<ins>{}</ins>",
            (
                (item["column"], _before(item["old"]), item["new"] or "（清空）")
                for item in record.changes
                if not (is_new and item["column"] == "单位名称")
            ),
        )

    def render_defects(self, record):
        notes = [*record.defects, *record.warnings]
        return format_html_join(
            LINE_BREAK,
            "<b>{}</b> {}",
            ((item["address"] or item["column"], item["reason"]) for item in notes),
        )


def _before(old: str):
    return format_html("<del>{}</del> → ", old) if old else ""
