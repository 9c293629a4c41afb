"""Units whose files can be opened, as a table."""

from django.urls import reverse

from ipcontact.ui.tables import CodeColumn, DateColumn, NameColumn, StateColumn, Table
from registry.units.models import Unit
from registry.units.tables import MEMBERSHIP_TONES


class DossierTable(Table):
    name = NameColumn(
        verbose_name="单位名称",
        order_by=("pinyin",),
        linkify=lambda record: reverse("dossiers:evidence", args=[record.public_no]),
    )
    public_no = CodeColumn(verbose_name="单位编号", order_by=("id",))
    credit_code = CodeColumn(verbose_name="信用代码")
    membership_state = StateColumn(verbose_name="名录状态", tones=MEMBERSHIP_TONES)
    listed_on = DateColumn(verbose_name="列入日期")

    class Meta(Table.Meta):
        model = Unit
        fields = ()
