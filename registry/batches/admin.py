"""Batches in the admin: to look at. They change through their pages."""

from django.contrib import admin

from ipcontact.ui.admin import ReadOnlyAdmin
from registry.batches.models import ReviewBatch


@admin.register(ReviewBatch)
class ReviewBatchAdmin(ReadOnlyAdmin):
    verb = "batches.view"
    list_display = ("number", "name", "state", "round", "submitted_on", "decided_on")
    search_fields = ("number", "name")
    list_select_related = ("round",)
