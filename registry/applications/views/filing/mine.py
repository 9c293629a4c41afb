"""我的申报: every file of an account, whichever of its units it is for."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse_lazy

from ipcontact.ui.pages import ListPage
from registry.applications.filters import OwnFilters
from registry.applications.models import Application
from registry.applications.parts import reworded
from registry.applications.tables import OwnTable

MOST_UNITS = 12  # beyond, the search is quicker than a row of names


class MinePage(ListPage):
    """The account's files, the latest first."""

    audience = "applications.own"
    title = "我的申报"
    word, noun = "件", "申报"
    filterset_class = OwnFilters
    table_class = OwnTable
    empty_title = "还没有申报"
    empty_text = "可以为本人负责的单位申报；一个账号可以管几家单位的申报。"
    empty_url = reverse_lazy("applications:start")
    empty_action = "去申报"

    @cached_property
    def standing_views(self) -> tuple[tuple[str, str], ...]:
        """A way from unit to unit, for an account that has more than one. One query."""
        rows = self.get_queryset().exclude(unit_name="").order_by("unit_name")
        names = rows.values_list("unit_name", flat=True).distinct()[: MOST_UNITS + 1]
        if not 1 < len(names) <= MOST_UNITS:
            return ()
        return tuple((name, urlencode({"unit": name})) for name in names)

    def paginate(self) -> None:
        super().paginate()
        reworded(row.record for row in self.table.page.object_list)

    def get_queryset(self):
        own = Application.objects.visible_to(self.request.user)
        return own.select_related("round").defer("answers", "persons")
