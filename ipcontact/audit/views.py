"""Pages of the audit: changes, accesses, and each one in full."""

from typing import Any

from django.urls import reverse

from ipcontact.audit.filters import AccessFilters, ChangeFilters
from ipcontact.audit.history import sentences
from ipcontact.audit.models import AccessEvent, Change
from ipcontact.audit.tables import AccessTable, ChangeTable
from ipcontact.audit.wording import value_words
from ipcontact.ui.pages import DetailPage, ListPage

AUDIENCE = "audit.view"
MOST_COMPANIONS = 50
# Names of details that rooms put into `record_access`, for readers.
DETAIL_LABELS = {
    "method": "请求方式",
    "reason": "原因",
    "rows": "行数",
    "format": "格式",
    "filters": "筛选条件",
    "columns": "列",
    "file": "文件",
    "field": "字段",
}


class ChangeList(ListPage):
    """Row changes, newest first."""

    audience = AUDIENCE
    title = "数据变更"
    template_name = "audit/list.html"
    filterset_class = ChangeFilters
    table_class = ChangeTable
    noun = "变更"
    per_page = 50
    export_url_name = "audit:changes-export"
    export_audience = "audit.export"
    empty_title = "还没有数据变更"
    empty_text = "每次新增、修改和删除都会自动记在这里。"

    def get_queryset(self):
        return Change.objects.order_by("-id")

    def paginate(self) -> None:
        """Put this page's changes into words at once: names take one query per model."""
        super().paginate()
        records = [row.record for row in self.table.page.object_list]
        for record, sentence in zip(records, sentences(records), strict=True):
            record.sentence = sentence


class AccessList(ListPage):
    """Accesses, newest first."""

    audience = AUDIENCE
    title = "访问记录"
    template_name = "audit/list.html"
    filterset_class = AccessFilters
    table_class = AccessTable
    noun = "访问"
    per_page = 50
    export_url_name = "audit:accesses-export"
    export_audience = "audit.export"
    empty_title = "还没有访问记录"
    empty_text = "登录、被拒绝的访问、导出、显示个人信息和下载都会记在这里。"

    def get_queryset(self):
        return AccessEvent.objects.order_by("-id")


class ChangeDetail(DetailPage):
    """One change with every field, and what the same request changed besides."""

    audience = AUDIENCE
    template_name = "audit/change.html"
    number_field = "pk"

    def get_queryset(self):
        return Change.objects.all()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("数据变更", reverse("audit:changes")), (f"第{self.object.pk}条", "")]

    def get_title(self) -> str:
        return f"数据变更 第{self.object.pk}条"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        own = sentences([self.object], every_field=True)[0]
        companions = Change.objects.none()
        if self.object.request_id:
            same = Change.objects.filter(request_id=self.object.request_id)
            companions = same.exclude(pk=self.object.pk).order_by("id")[:MOST_COMPANIONS]
        rows = list(companions)
        return super().get_context_data(
            sentence=own, companions=list(zip(rows, sentences(rows), strict=True)), **kwargs
        )


class AccessDetail(DetailPage):
    """One access with its details."""

    audience = AUDIENCE
    template_name = "audit/access.html"
    number_field = "pk"

    def get_queryset(self):
        return AccessEvent.objects.all()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [("访问记录", reverse("audit:accesses")), (f"第{self.object.pk}条", "")]

    def get_title(self) -> str:
        return f"访问记录 第{self.object.pk}条"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        details = [
            (DETAIL_LABELS.get(name, name), value_words(None, value))
            for name, value in self.object.detail.items()
        ]
        return super().get_context_data(details=details, **kwargs)
