"""The queue of files under assessment."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.urls import reverse

from ipcontact.ui.pages import BulkAction, ListPage
from registry.applications.models import Application
from registry.reviews.choices import INSPECTED_IN
from registry.reviews.facts import review_facts
from registry.reviews.filters import QueueFilter
from registry.reviews.tables import QueueTable

VIEWS = (
    ("未考察", "inspected=no&state=inspection"),
    ("考察中", "state=inspection"),
    ("未征求意见", "opinions=no"),
    ("待回函", "opinions=waiting"),
    ("未核查信用", "credit=no"),
)


class Queue(ListPage):
    """Files in 考察中 and 待上会: looked at, asked about, checked; the longest waiting first."""

    audience = "reviews.record"
    title = "综合考察"
    model = Application
    page_key = "reviews"
    word = "件"
    noun = "申报"
    filterset_class = QueueFilter
    table_class = QueueTable
    standing_views = VIEWS
    export_url_name = "reviews:credit-export"
    export_audience = "reviews.record"
    exports = (("xlsx", "信用核查表"),)
    bulk_actions = (
        BulkAction("登记考察", "reviews:inspect-many", "reviews.record"),
        BulkAction("考察完成", "reviews:finish", "reviews.record"),
        BulkAction("征求意见", "reviews:ask", "reviews.record"),
        BulkAction("申明回避", "reviews:recuse-many", "applications.view"),
    )
    empty_title = "没有在考察的申报"
    empty_text = "复核通过的申报会列在这里，登记考察、征求意见和信用核查后待上会。"

    def get_queryset(self):
        rows = super().get_queryset().filter(state__in=INSPECTED_IN)
        related = ("round", "agency", "unit")
        return rows.select_related(*related).with_codes().order_by("state", "state_since", "pk")

    def view_rows(self, query: str):
        rows = Application.objects.visible_to(self.request.user).filter(state__in=INSPECTED_IN)
        return QueueFilter(QueryDict(query), queryset=rows, request=self.request).qs

    def paginate(self) -> None:
        super().paginate()
        rows = [row.record for row in self.table.page.object_list]
        facts = review_facts(rows)
        for row in rows:
            row.facts = facts[row.pk]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        ways = (
            ("征求意见函", "reviews:opinions", "file"),
            ("导入信用核查结果", "reviews:credit-import", "up"),
        )
        links = [{"label": label, "url": reverse(name), "icon": icon} for label, name, icon in ways]
        return super().get_context_data(head_actions=links, **kwargs)
