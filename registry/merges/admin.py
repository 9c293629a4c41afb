"""Merges in the admin: to look at. They change through their pages."""

from django.contrib import admin

from ipcontact.ui.admin import ReadOnlyAdmin
from registry.merges.models import UnitMerge


@admin.register(UnitMerge)
class UnitMergeAdmin(ReadOnlyAdmin):
    verb = "audit.view"
    list_display = ("merged", "surviving", "state", "proposed_by", "settled_by", "settled_on")
    list_select_related = ("merged", "surviving", "proposed_by", "settled_by")
