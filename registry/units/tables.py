"""The staff register as a table."""

from ipcontact.ui.tables import CodeColumn, Column, DateColumn, NameColumn, StateColumn, Table
from registry.units.models import Unit

MEMBERSHIP_TONES = {"listed": "ok", "suspended": "warn", "removal_proposed": "warn", "left": "idle"}
REGISTRATION_TONES = {
    "active": "ok",
    "revoked": "bad",
    "cancelled": "bad",
    "bankrupt": "bad",
    "moved_out": "warn",
    "merged_into": "warn",
    "split": "warn",
}


class UnitTable(Table):
    name = NameColumn(verbose_name="单位名称", order_by=("pinyin",))
    credit_code = CodeColumn(verbose_name="信用代码")
    kind = Column(verbose_name="类型", accessor="get_kind_display", order_by=("kind",), drop=True)
    membership_state = StateColumn(verbose_name="名录状态", tones=MEMBERSHIP_TONES)
    registration_state = StateColumn(verbose_name="登记状态", tones=REGISTRATION_TONES)
    region = Column(verbose_name="所属区域", accessor="region__name", order_by=("region",))
    lead_agency = Column(
        verbose_name="主责单位",
        accessor="lead_agency__display_name",
        order_by=("lead_agency",),
        drop=True,
    )
    co_agency = Column(
        verbose_name="协同单位",
        accessor="co_agency__display_name",
        order_by=("co_agency",),
        drop=True,
    )
    listed_on = DateColumn(verbose_name="列入日期")
    left_on = DateColumn(verbose_name="移出日期", orderable=False)
    public_no = CodeColumn(verbose_name="单位编号", order_by=("id",))
    registered_address = Column(verbose_name="住所", orderable=False, drop=True)
    registered_on = DateColumn(verbose_name="成立日期", orderable=False)
    industry_code = Column(verbose_name="行业代码", orderable=False, drop=True)

    usual = (
        "name",
        "credit_code",
        "kind",
        "membership_state",
        "registration_state",
        "region",
        "lead_agency",
        "listed_on",
    )
    pick = "public_no"

    class Meta(Table.Meta):
        model = Unit
        fields = ()
