"""Units in the admin: to look at. They change through their pages."""

from django.contrib import admin

from ipcontact.ui.admin import ReadOnlyAdmin
from registry.units.models import Unit, UnitAccount


@admin.register(Unit)
class UnitAdmin(ReadOnlyAdmin):
    verb = "units.view"
    list_display = ("public_no", "name", "credit_code", "kind", "membership_state")
    search_fields = ("public_no", "=credit_code")
    list_select_related = False
    show_full_result_count = False


@admin.register(UnitAccount)
class UnitAccountAdmin(ReadOnlyAdmin):
    verb = "users.manage"
    list_display = ("unit", "user", "verified_by", "verified_on")
    list_select_related = ("unit", "user", "verified_by")
