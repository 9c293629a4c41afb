"""Agencies and regions to maintain, people to look at."""

from django.contrib import admin

from ipcontact.accounts.models import Agency, Region, User
from ipcontact.ui.admin import ReadOnlyAdmin, ReferenceAdmin


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    verb = "agencies.manage"
    list_display = ("code", "name", "kind")
    list_filter = ("kind",)
    search_fields = ("code", "name")


@admin.register(Agency)
class AgencyAdmin(ReferenceAdmin):
    verb = "agencies.manage"
    list_display = ("name", "code", "kind", "parent", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("parent",)
    search_fields = ("code", "name", "short_name")
    filter_horizontal = ()

    def save_model(self, request, obj, form, change) -> None:
        obj.version += change
        super().save_model(request, obj, form, change)


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Accounts change on their own pages, where the rules are; here they are looked up."""

    verb = "users.view"
    list_display = ("username", "name", "agency", "role_names", "is_active", "last_login")
    list_filter = ("is_active", "agency")
    list_select_related = ("agency",)
    search_fields = ("username", "name")
    fields = ("username", "name", "agency", "role_names", "is_active", "last_login")
