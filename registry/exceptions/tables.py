"""Exceptions as a table over rows of many tables."""

from django_tables2.data import TableData

from ipcontact.audit.tables import MomentColumn, ShortColumn
from ipcontact.sheets.writer import ExportColumn
from ipcontact.ui.tables import Column, Table
from registry.exceptions.rows import Exceptions

COLUMNS = (
    ExportColumn("at", "时间", width=20),
    ExportColumn("kind", "类别", width=16),
    ExportColumn("person", "人员", width=12),
    ExportColumn("subject", "记录", width=36),
    ExportColumn("words", "事项和理由", width=60),
)


class ExceptionData(TableData):
    """What the table reads: only the rows of its page."""

    def __init__(self, rows: Exceptions, total: int) -> None:
        super().__init__(rows)
        self.total = total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, key):
        return self.data.page(key.start or 0, key.stop)

    def order_by(self, aliases) -> None:
        """The newest first, always."""


class ExceptionTable(Table):
    at = MomentColumn(verbose_name="时间")
    label = ShortColumn(verbose_name="类别")
    person = ShortColumn(verbose_name="人员")
    subject = Column(verbose_name="记录")
    words = Column(verbose_name="事项和理由")

    class Meta(Table.Meta):
        orderable = False
