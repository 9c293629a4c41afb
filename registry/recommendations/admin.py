"""Recommendations and their sheets in the admin: to look at. They change through their pages."""

from django.contrib import admin

from ipcontact.ui.admin import ReadOnlyAdmin
from registry.recommendations.models import Recommendation, RecommendationSheet

VERB = "recommendations.view"


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnlyAdmin):
    """Without the contacts: they are shown masked on the pages alone."""

    verb = VERB
    list_display = ("application", "agency", "opinion", "state", "drafted_by", "signed_by")
    list_filter = ("state", "opinion")
    list_select_related = ("application", "agency", "drafted_by", "signed_by")
    exclude = ("contact_name", "contact_mobile", "contact_email", "sheet_line")
    show_full_result_count = False


@admin.register(RecommendationSheet)
class RecommendationSheetAdmin(ReadOnlyAdmin):
    verb = VERB
    list_display = ("filename", "agency", "round", "state", "created_by", "imported_at")
    list_filter = ("state",)
    list_select_related = ("agency", "round", "created_by")
    exclude = ("summary",)
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")
