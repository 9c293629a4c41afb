"""Targets in the admin, to be kept; released figures, to look at."""

from django.contrib import admin

from ipcontact.ui.admin import ExchangeAdmin, ReadOnlyAdmin
from registry.goals.models import VIEW, FigureSnapshot, Target
from registry.goals.resources import TargetResource


@admin.register(Target)
class TargetAdmin(ExchangeAdmin):
    verb = "criteria.manage"
    resource_classes = (TargetResource,)
    list_display = ("measure", "year", "scheme", "number", "is_priority", "basis")
    list_filter = ("scheme", "year")
    list_select_related = ("scheme",)


@admin.register(FigureSnapshot)
class FigureSnapshotAdmin(ReadOnlyAdmin):
    verb = VIEW
    list_display = ("number", "title", "as_of", "edition", "state", "released_on")
    search_fields = ("number", "title")
