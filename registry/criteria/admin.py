"""The conditions in the admin, to be kept; the proofs of units, to look at."""

from django.contrib import admin

from ipcontact.ui.admin import ExchangeAdmin, ReadOnlyAdmin
from registry.criteria.models import Criterion, Evidence, SchemeVersion
from registry.criteria.resources import CriterionResource, SchemeResource


@admin.register(SchemeVersion)
class SchemeVersionAdmin(ExchangeAdmin):
    verb = "criteria.manage"
    resource_classes = (SchemeResource,)
    list_display = ("name", "code", "effective_from", "effective_until")


@admin.register(Criterion)
class CriterionAdmin(ExchangeAdmin):
    verb = "criteria.manage"
    resource_classes = (CriterionResource,)
    list_display = ("code", "short_name", "scheme", "threshold", "threshold_unit")
    list_filter = ("scheme",)
    list_select_related = ("scheme",)


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    verb = "units.view"
    list_display = ("unit", "criterion", "document_no", "state", "expires_on", "superseded_at")
    list_filter = ("state", "source")
    list_select_related = ("unit", "criterion")
    show_full_result_count = False
