"""What anybody has for free: Django's own admin list, import-export's own resources.

They stand on the same tables, show similar columns, and are what our pages are compared with.
"""

from __future__ import annotations

from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import ValidationError
from import_export import fields, resources

from ipcontact.accounts.audiences import SIGNED_IN, audience
from ipcontact.text.credit_code import check_credit_code, normalise_credit_code
from ipcontact.text.pinyin import pinyin_initials
from ipcontact.text.rules import clean_name
from registry.roster.models import RosterEntry
from registry.units.models import Unit
from registry.units.resources import COLUMNS as UNIT_COLUMNS
from registry.units.rules import name_core
from registry.units.services import search_keys


class StockSite(AdminSite):
    """Django's admin, open to whoever asks: rights are not what is measured."""

    def has_permission(self, request) -> bool:
        return True


class StockUnitAdmin(ModelAdmin):
    """The register as the admin shows it when nobody thought about size."""

    search_fields = ["name", "credit_code"]
    list_display = (
        "name",
        "credit_code",
        "kind",
        "membership_state",
        "registration_state",
        "region",
        "lead_agency",
        "listed_on",
    )
    list_per_page = 25
    list_select_related = ("region", "lead_agency")

    def has_view_permission(self, request, obj=None) -> bool:
        return True

    has_change_permission = has_view_permission
    has_add_permission = has_delete_permission = lambda *args, **kwargs: False


STOCK = StockSite("stock")
STOCK.register(Unit, StockUnitAdmin)


@audience(SIGNED_IN)
def stock_list(request):
    """The admin's list of units, under an address that declares its audience."""
    request.current_app = STOCK.name
    return STOCK.get_model_admin(Unit).changelist_view(request)


class RosterExport(resources.ModelResource):
    """The columns of the public roster, exported by import-export's own machinery."""

    present_name = fields.Field("unit__name", "现用名称")
    region = fields.Field("region__name", "所属区域")
    listed_on = fields.Field("unit__listed_on", "列入日期")
    unit_kind = fields.Field("get_unit_kind_display", "单位类型")
    criteria = fields.Field("criteria", "入库条款")

    class Meta:
        model = RosterEntry
        fields = (
            "name",
            "present_name",
            "credit_code",
            "unit_kind",
            "criteria",
            "region",
            "recommended_by",
            "listed_on",
        )

    def get_queryset(self):
        """The roster of today with what its columns need."""
        return RosterEntry.objects.current().select_related("unit", "region")


class UnitExport(resources.ModelResource):
    """The columns of the staff's export, by import-export's own machinery."""

    kind = fields.Field("get_kind_display", "单位类型")
    membership_state = fields.Field("get_membership_state_display", "名录状态")
    registration_state = fields.Field("get_registration_state_display", "登记状态")
    region = fields.Field("region__name", "所属区域")
    lead_agency = fields.Field("lead_agency__name", "主责单位")
    co_agency = fields.Field("co_agency__name", "协同单位")

    class Meta:
        model = Unit
        fields = tuple(column.key for column in UNIT_COLUMNS)

    def get_queryset(self):
        """Members, with what the columns need."""
        listed = Unit.objects.filter(membership_state="listed")
        return listed.select_related("region", "lead_agency", "co_agency")


class UnitImport(resources.ModelResource):
    """Units from a table, row by row, with the checks and keys that our own import has."""

    name = fields.Field("name", "单位名称")
    credit_code = fields.Field("credit_code", "统一社会信用代码")
    registered_address = fields.Field("registered_address", "住所")
    industry_code = fields.Field("industry_code", "行业代码")

    class Meta:
        model = Unit
        import_id_fields = ("credit_code",)
        fields = ("name", "credit_code", "registered_address", "industry_code")
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    def before_import_row(self, row, **kwargs) -> None:
        """Refuse what our own import refuses."""
        row["单位名称"] = clean_name(row["单位名称"])
        row["统一社会信用代码"] = normalise_credit_code(row["统一社会信用代码"])
        verdict = check_credit_code(row["统一社会信用代码"])
        if not verdict.ok or not row["单位名称"]:
            raise ValidationError(verdict.message)

    def after_init_instance(self, instance, new, row, **kwargs) -> None:
        """Number and keys of a new unit."""
        if new:
            instance.public_no = f"SX{kwargs['row_number']:06d}"

    def before_save_instance(self, instance, row, **kwargs) -> None:
        """The keys a unit is found by."""
        instance.pinyin = pinyin_initials(instance.name)
        instance.name_core = name_core(instance.name)
        instance.search_text = search_keys([(instance.name, instance.pinyin)])
