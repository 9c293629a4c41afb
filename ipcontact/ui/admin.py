"""Kinds of sections in the admin: to look at, to maintain, to import and export."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX

from ipcontact.accounts.rights import can
from ipcontact.audit.models import AccessEvent
from ipcontact.audit.services import act, record_access
from ipcontact.ui.admin_site import ENTER
from ipcontact.ui.exchange import TextXlsx
from ipcontact.ui.models import SiteProfile


class GuardedAdmin(admin.ModelAdmin):
    """What every section keeps to: rows this person may see, filters that were declared."""

    view_on_site = False

    def get_queryset(self, request: HttpRequest):
        rows = super().get_queryset(request)
        if hasattr(rows, "visible_to") and self.has_view_permission(request):
            return rows.visible_to(request.user)
        return rows

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what `list_filter` offers: `?password__startswith=` would let values be guessed."""
        offered = [self.date_hierarchy, *self.get_list_filter(request)]
        declared = {item[0] if isinstance(item, tuple) else item for item in offered}
        is_declared = lookup.partition("__")[0] in declared
        return is_declared and super().lookup_allowed(lookup, value, request)


class ReadOnlyAdmin(GuardedAdmin):
    """To look at: nothing can be added, changed or deleted. `verb` says who may look."""

    verb = ENTER
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can(request.user, self.verb)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return can(request.user, self.verb)

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class ReferenceAdmin(GuardedAdmin):
    """To maintain reference data: every write is an act in the history.

    Class attributes:
        verb: who may add and change.
        view_verb: who may look.
        act_name: what the history calls a change; default 维护 and the model's name.
        may_delete: whether rows can go; reference data is usually switched off instead.
    """

    verb: str = ""
    view_verb = ENTER
    act_name = ""
    may_delete = False
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return can(request.user, self.view_verb) or can(request.user, self.verb)

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return can(request.user, self.verb)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return can(request.user, self.verb)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return self.may_delete and can(request.user, self.verb)

    def changeform_view(self, request: HttpRequest, *args, **kwargs):
        return self._as_act(request, super().changeform_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args, **kwargs):
        return self._as_act(request, super().changelist_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args, **kwargs):
        return self._as_act(request, super().delete_view, *args, **kwargs)

    def _as_act(self, request: HttpRequest, view, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with act(self.act_name or f"维护{self.opts.verbose_name}", by=request.user):
            return view(request, *args, **kwargs)


class ExchangeAdmin(ImportExportMixin, ReferenceAdmin):
    """Reference data with import and export, on pages without inline scripts.

    Class attributes: resource_classes, as django-import-export has them.
    """

    import_formats = (XLSX, CSV)
    export_formats = (TextXlsx,)
    export_template_name = "admin/ui/export.html"
    import_template_name = "admin/ui/import.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return can(request.user, self.verb)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def import_action(self, request: HttpRequest, *args, **kwargs):
        return self._as_act(request, super().import_action, *args, **kwargs)

    def process_import(self, request: HttpRequest, *args, **kwargs):
        try:
            return self._as_act(request, super().process_import, *args, **kwargs)
        except FileNotFoundError:  # saved already, or a name nobody was given
            messages.error(request, "预览已过期，请重新上传。")
            return HttpResponseRedirect(request.path.replace("process_import", "import"))

    def get_data_for_export(self, request: HttpRequest, queryset, **kwargs):
        data = super().get_data_for_export(request, queryset, **kwargs)
        record_access(
            AccessEvent.Kind.EXPORT,
            user=request.user,
            request=request,
            target=request.path,
            detail={"rows": len(data)},
        )
        return data

    import_action.audience = process_import.audience = ENTER


@admin.register(SiteProfile)
class SiteProfileAdmin(ReferenceAdmin):
    """The bureau's own words; one row, which opens at once."""

    verb = "site.manage"

    def changelist_view(self, request: HttpRequest, extra_context=None):
        return HttpResponseRedirect(reverse("admin:ui_siteprofile_change", args=[1]))

    def get_object(self, request: HttpRequest, object_id: str, from_field=None):
        """The one row, also while only the defaults exist."""
        return SiteProfile.objects.current() if object_id == "1" else None

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False
