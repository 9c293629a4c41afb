"""Steps, offline results and delegations in the admin: for the auditor, to read."""

from django.contrib import admin

from ipcontact.acts.models import Act, Delegation, OfflineResult
from ipcontact.ui.admin import ReadOnlyAdmin


class AuditedAdmin(ReadOnlyAdmin):
    """Who decided what, and who entered and confirmed it."""

    verb = "audit.view"
    show_full_result_count = False


@admin.register(Act)
class ActAdmin(AuditedAdmin):
    list_display = ("entered_at", "action", "actor_name", "entered_by", "event_on", "channel")
    list_filter = ("channel", "is_backfill")
    list_select_related = ("entered_by",)


@admin.register(OfflineResult)
class OfflineResultAdmin(AuditedAdmin):
    list_display = ("entered_at", "code", "decider_name", "entered_by", "confirmed_by", "state")
    list_filter = ("state", "channel")
    list_select_related = ("entered_by", "confirmed_by")


@admin.register(Delegation)
class DelegationAdmin(AuditedAdmin):
    list_display = ("from_user", "to_user", "codes", "from_on", "until_on", "ended_at")
    list_select_related = ("from_user", "to_user")
