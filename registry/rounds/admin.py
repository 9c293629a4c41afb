"""Rounds in the admin: to look at."""

from django.contrib import admin

from ipcontact.ui.admin import ReadOnlyAdmin
from registry.rounds.models import IntakeRound, RecommendationQuota, RoundExtension


@admin.register(IntakeRound)
class IntakeRoundAdmin(ReadOnlyAdmin):
    list_display = ("name", "number", "state", "opens_at", "closes_at", "published_on")
    list_filter = ("state", "is_standing")
    search_fields = ("name", "document_no")


@admin.register(RoundExtension)
class RoundExtensionAdmin(ReadOnlyAdmin):
    list_display = ("round", "closes_at_before", "closes_at_after", "extended_by", "extended_at")
    list_select_related = ("round", "extended_by")


@admin.register(RecommendationQuota)
class RecommendationQuotaAdmin(ReadOnlyAdmin):
    list_display = ("round", "agency", "units")
    list_filter = ("round",)
    list_select_related = ("round", "agency")
