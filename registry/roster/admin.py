"""The roster in the admin: to look at, and the public roster to export."""

from __future__ import annotations

from io import BytesIO

from django.contrib import admin
from django.http import HttpRequest
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, XLSX
from tablib import Dataset

from ipcontact.audit.models import AccessEvent
from ipcontact.audit.services import record_access
from ipcontact.sheets.writer import Official, stream_csv, write_workbook
from ipcontact.ui.admin import ReadOnlyAdmin
from ipcontact.ui.models import SiteProfile
from ipcontact.workdays.clock import today
from registry.roster.exports import NO_RECOGNITION, TITLE
from registry.roster.models import Departure, Listing, RosterEdition, RosterEntry
from registry.roster.resources import COLUMNS, PublicRosterResource


def _columns(data: Dataset) -> list:
    by_label = {column.label: column.export for column in COLUMNS}
    return [by_label[label] for label in data.headers]


class OfficialXlsx(XLSX):
    """The official form; every text stays text, also one that looks like a formula."""

    def export_data(self, dataset: Dataset, **kwargs) -> bytes:
        organ = SiteProfile.objects.current().organ_name
        form = Official(TITLE, organ, today(), as_of=today(), explanations=(NO_RECOGNITION,))
        stream = BytesIO()
        write_workbook(stream, _columns(dataset), list(dataset), form)
        return stream.getvalue()


class SafeCsv(CSV):
    """CSV in which no text can be run by a spreadsheet."""

    def export_data(self, dataset: Dataset, **kwargs) -> str:
        return b"".join(stream_csv(_columns(dataset), list(dataset))).decode()


class PublicRosterExport(ExportMixin):
    """Exports the roster of today with its public columns, and leaves a trace."""

    resource_classes = (PublicRosterResource,)
    export_template_name = "admin/ui/export.html"

    def get_export_formats(self) -> list:
        return [OfficialXlsx, SafeCsv]

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_data_for_export(self, request: HttpRequest, queryset, **kwargs) -> Dataset:
        data = super().get_data_for_export(request, queryset, **kwargs)
        record_access(
            AccessEvent.Kind.EXPORT,
            user=request.user,
            request=request,
            target=request.path,
            detail={"rows": len(data)},
        )
        return data


@admin.register(RosterEdition)
class RosterEditionAdmin(ReadOnlyAdmin):
    list_display = ("name", "number", "kind", "published_on", "document_no", "entry_count")
    list_filter = ("kind", "is_backfill")
    search_fields = ("name", "document_no")


@admin.register(RosterEntry)
class RosterEntryAdmin(PublicRosterExport, ReadOnlyAdmin):
    list_display = ("name", "credit_code", "unit_kind", "edition", "order", "shown_from")
    list_filter = ("unit_kind", "edition")
    list_select_related = ("edition",)
    show_full_result_count = False


@admin.register(Listing)
class ListingAdmin(ReadOnlyAdmin):
    list_display = ("unit", "period", "entry_edition", "exit_edition", "ground")
    list_filter = ("ground",)
    list_select_related = ("unit", "entry_edition", "exit_edition")
    show_full_result_count = False


@admin.register(Departure)
class DepartureAdmin(ReadOnlyAdmin):
    list_display = ("unit", "left_on", "ground", "document_no")
    list_filter = ("ground",)
    list_select_related = ("unit",)
    show_full_result_count = False
