"""The audit in the admin: to read, nothing else."""

from django.contrib import admin

from ipcontact.audit.models import AccessEvent, Change
from ipcontact.ui.admin import ReadOnlyAdmin


class AuditAdmin(ReadOnlyAdmin):
    """For the auditor alone: who keeps accounts or gives roles does not judge the log."""

    verb = "audit.view"
    show_full_result_count = False


@admin.register(Change)
class ChangeAdmin(AuditAdmin):
    list_display = ("at", "user_name", "act", "operation", "table_name", "row_key")
    list_filter = ("operation",)


@admin.register(AccessEvent)
class AccessEventAdmin(AuditAdmin):
    list_display = ("at", "user_name", "kind", "target", "address")
    list_filter = ("kind",)
