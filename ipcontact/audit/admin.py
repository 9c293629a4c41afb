"""The audit in the admin: to read, nothing else."""

from django.contrib import admin

from ipcontact.audit.models import AccessEvent, Change
from ipcontact.ui.admin import ReadOnlyAdmin


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ("at", "user_name", "act", "operation", "table_name", "row_key")
    list_filter = ("operation",)
    show_full_result_count = False


@admin.register(AccessEvent)
class AccessEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "user_name", "kind", "target", "address")
    list_filter = ("kind",)
    show_full_result_count = False
