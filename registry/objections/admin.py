"""Objections in the admin: to read. Who objected is not there at all."""

from django.contrib import admin

from ipcontact.ui.admin import ReadOnlyAdmin
from registry.objections.models import Objection


@admin.register(Objection)
class ObjectionAdmin(ReadOnlyAdmin):
    verb = "objections.view"
    list_display = ("number", "item", "state", "conclusion", "received_on")
    list_filter = ("state", "conclusion")
    search_fields = ("number", "item__name")
    list_select_related = ("item",)
