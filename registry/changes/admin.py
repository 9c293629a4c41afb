"""Changes in the admin: to look at. They move through their pages."""

from django.contrib import admin

from ipcontact.ui.admin import ReadOnlyAdmin
from registry.changes.models import ComparisonRun, UnitChange


@admin.register(UnitChange)
class UnitChangeAdmin(ReadOnlyAdmin):
    verb = "changes.check"
    list_display = ("unit", "kind", "state", "source", "effective_on", "created_at")
    exclude = ("persons",)
    list_select_related = ("unit",)
    show_full_result_count = False


@admin.register(ComparisonRun)
class ComparisonRunAdmin(ReadOnlyAdmin):
    verb = "changes.compare"
    list_display = ("filename", "created_by", "created_at")
    list_select_related = ("created_by",)
