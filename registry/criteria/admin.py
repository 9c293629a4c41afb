"""The conditions in the admin: texts and thresholds of each version of the plan."""

from django.contrib import admin

from ipcontact.ui.admin import ExchangeAdmin
from registry.criteria.models import Criterion, SchemeVersion
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
