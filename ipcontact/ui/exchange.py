"""Import and export of reference data: resources whose preview needs no inline style."""

from difflib import SequenceMatcher
from io import BytesIO

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from import_export import resources
from import_export.formats.base_formats import XLSX
from openpyxl import Workbook
from tablib import Dataset


class TextXlsx(XLSX):
    """A workbook in which text that looks like a formula stays text and reads back as it was."""

    def export_data(self, dataset: Dataset, **kwargs) -> bytes:
        book, content = Workbook(), BytesIO()
        sheet = book.active
        for values in (dataset.headers, *dataset):
            sheet.append(list(values))
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f":
                    cell.data_type = "s"
        book.save(content)
        return content.getvalue()


class MarkedDiff:
    """Old and new of each column as <del> and <ins>; the library's own has style attributes."""

    def __init__(self, resource, instance, new: bool) -> None:
        self.left = [] if new else self._values(resource, instance)
        self.right: list[str] = []

    def _values(self, resource, instance) -> list[str]:
        return [str(field.export(instance) or "") for field in resource.get_import_fields()]

    def compare_with(self, resource, instance) -> None:
        """Take in the row as it will be."""
        self.right = self._values(resource, instance)

    def as_html(self) -> list[SafeString]:
        """One marked cell per column."""
        old = self.left or [""] * len(self.right)
        new = self.right or [""] * len(old)
        return [marked(a, b) for a, b in zip(old, new, strict=False)]


def marked(old: str, new: str) -> SafeString:
    """What went and what came, inside one cell."""
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(format_html("{}", old[a:b]))
            continue
        if b > a:
            pieces.append(format_html("<del>{}</del>", old[a:b]))
        if d > c:
            pieces.append(format_html("<ins>{}</ins>", new[c:d]))
    return mark_safe("".join(pieces))  # noqa: S308  every piece is escaped above


class ReferenceResource(resources.ModelResource):
    """Base of resources used with `ExchangeAdmin`: columns bear the words of the pages."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        for name, field in self.fields.items():
            field.column_name = str(self._meta.model._meta.get_field(name).verbose_name)

    def get_diff_class(self):
        return MarkedDiff
