"""Applications in the admin: to look at. They change through their pages."""

from django.contrib import admin

from ipcontact.ui.admin import ReadOnlyAdmin
from registry.applications.corrections import CorrectionNotice
from registry.applications.models import Application, Submission


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    verb = "applications.view"
    list_display = ("application_no", "unit_name", "round", "agency", "state")
    search_fields = ("application_no", "=credit_code")
    list_select_related = ("round", "agency")
    show_full_result_count = False


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    verb = "applications.view"
    list_display = ("application", "number", "submitted_at", "short_digest")
    list_select_related = ("application",)
    show_full_result_count = False


@admin.register(CorrectionNotice)
class CorrectionNoticeAdmin(ReadOnlyAdmin):
    verb = "applications.view"
    list_display = ("application", "number", "state", "sent_on", "due_on", "drafted_by")
    list_select_related = ("application", "drafted_by")
    show_full_result_count = False
