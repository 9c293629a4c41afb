"""Lists: filters, order, chips, bounded count, pages, chosen columns, saved views, bulk acts."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from ipcontact.ui.display import Display
from ipcontact.ui.filters import FilterSet, clean_query
from ipcontact.ui.models import ColumnChoice, SavedView
from ipcontact.ui.pages.base import Page
from ipcontact.ui.paging import (
    FEW,
    PER_PAGE,
    Count,
    KnownPaginator,
    bounded_count,
    found_first,
    nearest_page,
)
from ipcontact.ui.tables import Table

SORT = re.compile(r"-?[a-z][a-z0-9_]{0,60}")
OWN_PARAMETERS = ("page", "per", "sort", "col", "view")


@dataclass(frozen=True)
class BulkAction:
    """A button for chosen rows: posts `pick` values to an ActionPage, which confirms first."""

    label: str
    url_name: str
    audience: str
    kind: str = ""


class ListPage(Page):
    """A list of records.

    Class attributes:
        model: its manager has `visible_to(user)`; or override `get_queryset()`.
        filterset_class, table_class: from ipcontact.ui.filters and .tables.
        page_key: stable name under which views and columns are kept; empty for neither.
        word, noun: 家 / 单位, for counts in words.
        standing_views: pairs of name and query string: views every reader has, with their counts.
        exports: pairs of format and label; shown when `export_url_name` is set and allowed.
        bulk_actions: buttons for chosen rows (the table needs `pick`).
        empty_title, empty_text, empty_url, empty_action: when there is nothing at all yet.
    """

    template_name = "ui/list.html"
    model: Any = None
    filterset_class: type[FilterSet] | None = None
    table_class: type[Table]
    page_key = ""
    word = "条"
    noun = "记录"
    per_page = 25
    standing_views: tuple[tuple[str, str], ...] = ()
    exports: tuple[tuple[str, str], ...] = (("xlsx", "Excel"), ("csv", "CSV"))
    export_url_name = ""
    export_audience = ""
    bulk_actions: tuple[BulkAction, ...] = ()
    empty_title = "还没有记录"
    empty_text = ""
    empty_url = ""
    empty_action = ""

    def get_queryset(self):
        """All rows this person may see, in their usual order."""
        return self.model.objects.visible_to(self.request.user)

    @cached_property
    def params(self):
        """The query string, cleaned."""
        return clean_query(self.request.GET)

    @cached_property
    def filterset(self) -> FilterSet | None:
        if self.filterset_class is None:
            return None
        return self.filterset_class(self.params, queryset=self.get_queryset(), request=self.request)

    def filtered(self):
        """The rows the filters leave: the same for list, count and export."""
        return self.filterset.qs if self.filterset is not None else self.get_queryset()

    @cached_property
    def columns(self) -> list[str]:
        """Chosen columns: from the address, else remembered, else none (the usual ones)."""
        asked = self.params.getlist("col")
        if asked or not (self.page_key and self.request.user.is_authenticated):
            return asked
        mine = ColumnChoice.objects.filter(owner=self.request.user, page=self.page_key).first()
        return mine.columns if mine else []

    @cached_property
    def table(self) -> Table:
        """The table with every row in order; exports read `table.data.data`."""
        sort = self.params.get("sort", "")
        return self.table_class(
            self.filtered(),
            shown=self.columns,
            order_by=sort if SORT.fullmatch(sort) else None,
            picks=bool(self.offered_bulk_actions),
        )

    @cached_property
    def count(self) -> Count:
        return bounded_count(self.filtered())

    @cached_property
    def offered_bulk_actions(self) -> list[dict]:
        return [
            {"label": act.label, "url": reverse(act.url_name), "kind": act.kind}
            for act in self.bulk_actions
            if self.may(act.audience)
        ]

    def offered_exports(self) -> list[dict]:
        """Export buttons with the address that gives exactly what is shown."""
        allowed = not self.export_audience or self.may(self.export_audience)
        if not (self.export_url_name and allowed and self.count.number):
            return []
        rest = self.params.copy()
        rest.pop("page", None)
        rest.setlist("col", self.columns)
        base = reverse(self.export_url_name)
        found = []
        for kind, label in self.exports:
            rest["format"] = kind
            found.append({"label": label, "url": f"{base}?{rest.urlencode()}"})
        return found

    def view_rows(self, query: str):
        """Rows of a standing view; override where a full filter set would cost too much."""
        return self.filterset_class(
            QueryDict(query), queryset=self.get_queryset(), request=self.request
        ).qs

    def counted_views(self) -> list[dict]:
        """The standing views, each with the number of its rows, the open one marked."""
        return [
            {
                "name": name,
                "url": f"?{query}",
                "is_open": self.kept_query() == query,
                "count": bounded_count(self.view_rows(query)),
            }
            for name, query in self.standing_views
        ]

    def saved_views(self) -> list[dict]:
        """Views of this page, the open one marked."""
        if not (self.page_key and self.request.user.is_authenticated):
            return []
        views = SavedView.objects.visible_to(self.request.user).on_page(self.page_key)
        return [self._view_link(view) for view in views]

    def _view_link(self, view: SavedView) -> dict:
        extra = "".join(f"&col={name}" for name in view.columns) + f"&view={view.pk}"
        return {
            "name": view.name,
            "url": f"?{view.query}{extra}",
            "pk": view.pk,
            "is_open": self.params.get("view") == str(view.pk),
            "is_mine": view.owner_id == self.request.user.pk,
            "is_shared": view.agency_id is not None,
        }

    def kept_query(self) -> str:
        """What a saved view keeps of the address: filters and order."""
        rest = self.params.copy()
        for name in ("page", "col", "view"):
            rest.pop(name, None)
        return rest.urlencode()

    def paginate(self) -> None:
        """Give the table its page: the asked one or the nearest that exists."""
        asked = self.params.get("per", "")
        per_page = int(asked) if asked in map(str, PER_PAGE) else self.per_page
        number = nearest_page(self.params.get("page"), self.count.number, per_page)
        data = self.table.data
        if self.params.get("q") and self.count.number <= FEW and isinstance(data.data, QuerySet):
            data.data = found_first(data.data)
        self.table.paginate(KnownPaginator, per_page, number, total=self.count.number)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        self.paginate()
        chips = self.filterset.chips() if self.filterset else []
        views = self.saved_views()
        return super().get_context_data(
            table=self.table,
            page=self.table.page,
            filterset=self.filterset,
            chips=chips,
            count=self.count,
            count_words=self.count.words(self.word),
            exports=self.offered_exports(),
            bulk_actions=self.offered_bulk_actions,
            saved_views=views,
            standing_views=self.counted_views(),
            open_view=next((view for view in views if view["is_open"]), None),
            column_choices=self.table_class.choices(self.columns) if self.page_key else [],
            kept_query=self.kept_query(),
            chosen_columns=self.columns,
            sizes=PER_PAGE,
            dense=self.request.user.is_authenticated or Display.of(self.request).is_compact,
            is_empty=self.count.number == 0 and not chips,
            list_page=self,
            **kwargs,
        )
