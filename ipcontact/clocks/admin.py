"""Clocks in the admin: to read, nothing else."""

from django.contrib import admin

from ipcontact.clocks.models import Clock
from ipcontact.ui.admin import ReadOnlyAdmin


@admin.register(Clock)
class ClockAdmin(ReadOnlyAdmin):
    """For the auditor: what ran out, what was stopped and extended."""

    verb = "audit.view"
    list_display = ("name", "subject_table", "subject_key", "start_on", "due_on", "ended_on")
    list_filter = ("unit", "is_provisional")
