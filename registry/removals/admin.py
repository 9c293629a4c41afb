"""Grounds are edited here; removals are only looked at, they move through their pages."""

from django.contrib import admin

from ipcontact.ui.admin import ReadOnlyAdmin, ReferenceAdmin
from registry.removals.models import Removal, RemovalGround


@admin.register(RemovalGround)
class RemovalGroundAdmin(ReferenceAdmin):
    verb = "criteria.manage"
    list_display = ("code", "basis", "approver", "is_open", "order")


@admin.register(Removal)
class RemovalAdmin(ReadOnlyAdmin):
    verb = "removals.decide"
    list_display = ("unit_name", "ground", "state", "proposed_on", "decided_on")
    list_select_related = ("ground",)
    show_full_result_count = False
