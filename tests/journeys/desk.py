"""People of a journey at their pages."""

from __future__ import annotations

import io

from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from tests.workbooks import as_bytes


class Desk:
    """One person at the pages; a press that does not lead on shows what the page said."""

    def __init__(self, user=None) -> None:
        self.client = Client()
        if user is not None:
            self.client.force_login(user)

    def see(self, url: str, /, **query) -> str:
        response = self.client.get(url, query)
        assert response.status_code == 200, url
        return response.content.decode()

    def take(self, url: str, /, **query) -> bytes:
        """A download."""
        response = self.client.get(url, query)
        assert response.status_code == 200, url
        return b"".join(response.streaming_content) if response.streaming else response.content

    def press(self, url: str, /, **sent):
        response = self.client.post(url, sent)
        assert response.status_code == 302, _complaints(response)
        return response


def url(name: str, *args) -> str:
    return reverse(name, args=args)


def answered(content: bytes, *, recorded: int) -> bytes:
    """The exported list for the credit check as the credit division sends it back.

    Args: recorded: how many units of it, from the top, have a record.
    """
    book: Workbook = load_workbook(io.BytesIO(content))
    page = book.active
    places = {cell.value: cell.column for row in page.iter_rows() for cell in row}
    code, result, detail = (places[name] for name in ("统一社会信用代码", "核查结果", "说明"))
    for row in range(1, page.max_row + 1):
        text = str(page.cell(row, code).value or "")
        if len(text) != 18:
            continue
        page.cell(row, result).value = "有记录" if recorded > 0 else "无不良记录"
        page.cell(row, detail).value = "行政处罚1条" if recorded > 0 else ""
        recorded -= 1
    return as_bytes(book)


def _complaints(response) -> str:
    form = response.context and response.context.get("form")
    return str(form.errors.as_json(escape_html=False) if form else response.content.decode())
