"""Documents as a table."""

from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.wording import TONES
from ipcontact.ui.tables import Column, DateColumn, NameColumn, StateColumn, Table


class DocumentTable(Table):
    title = NameColumn(verbose_name="标题")
    document_no = Column(verbose_name="文号", default="待编号")
    state = StateColumn(verbose_name="状态", tones=TONES)
    kind = Column(verbose_name="种类", drop=True)
    addressee = Column(verbose_name="主送", default="—", drop=True)
    agency = Column(verbose_name="承办机构", accessor="agency__display_name", orderable=False)
    created_by = Column(verbose_name="拟稿人", accessor="created_by__name", drop=True)
    dated_on = DateColumn(verbose_name="成文日期", default="—")
    channel = Column(verbose_name="发出方式", default="—", drop=True)
    sent_on = DateColumn(verbose_name="发出日期", default="—")
    served_on = DateColumn(verbose_name="送达日期", default="—")

    usual = ("title", "document_no", "state", "addressee", "dated_on", "sent_on", "served_on")

    class Meta(Table.Meta):
        model = OfficialDocument
        fields = ()

    def render_kind(self, record):
        return record.form.label
