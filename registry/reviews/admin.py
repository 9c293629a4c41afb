"""Scoring sheets are kept in the admin; what was written down is there for the auditor to read."""

from django.contrib import admin

from ipcontact.ui.admin import ReadOnlyAdmin, ReferenceAdmin
from registry.reviews.models import (
    ConflictDeclaration,
    CreditCheck,
    Inspection,
    OpinionRequest,
    ScoringSheet,
)
from registry.reviews.scoring import ScoringSheetForm


@admin.register(ScoringSheet)
class ScoringSheetAdmin(ReferenceAdmin):
    verb = "criteria.manage"
    form = ScoringSheetForm
    list_display = ("name", "is_active")


class _ForTheAuditor(ReadOnlyAdmin):
    verb = "audit.view"


@admin.register(Inspection)
class InspectionAdmin(_ForTheAuditor):
    list_display = ("application", "mode", "done_on", "conclusion", "recorded_by")
    list_filter = ("mode", "conclusion")
    list_select_related = ("application", "recorded_by")


@admin.register(OpinionRequest)
class OpinionRequestAdmin(_ForTheAuditor):
    list_display = ("number", "title", "document_no", "sent_on", "due_on", "voided_on")
    exclude = ("applications",)


@admin.register(CreditCheck)
class CreditCheckAdmin(_ForTheAuditor):
    list_display = ("application", "result", "checked_on", "checker", "entered_by")
    list_filter = ("result",)
    list_select_related = ("application", "entered_by")


@admin.register(ConflictDeclaration)
class ConflictDeclarationAdmin(_ForTheAuditor):
    list_display = ("application", "user", "declared_at", "withdrawn_at")
    list_select_related = ("application", "user")
