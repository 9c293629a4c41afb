"""公布通知 of an edition in Word: its words, its list, who may take it."""

from __future__ import annotations

import io

from django.urls import reverse
from docx import Document

from ipcontact.accounts.models import Role
from tests.factories import make_user


def paper(answer) -> Document:
    return Document(io.BytesIO(b"".join(answer)))


def address(notice, edition) -> str:
    return reverse("notices:announcement", args=[notice.number, edition.number])


def words(document) -> str:
    return "\n".join(each.text for each in document.paragraphs)


def test_announcement_paper_when_taken_then_names_edition_and_every_line(
    announced, client, sign_in, handler
):
    notice = announced(3)
    edition = notice.announcements.get().edition
    entries = list(edition.entries.order_by("order"))

    sign_in(handler)

    document = paper(client.get(address(notice, edition)))

    assert f"关于公布{edition.name}的通知" in words(document)
    assert "共3家单位" in words(document)
    assert "文号待编号" in words(document)
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows[1:]]
    assert [row[1] for row in rows] == [entry.name for entry in entries]
    assert [row[2] for row in rows] == [entry.credit_code for entry in entries]


def test_announcement_paper_when_of_an_edition_elsewhere_then_404(
    announced, client, sign_in, handler
):
    notice = announced(1)
    sign_in(handler)

    answer = client.get(reverse("notices:announcement", args=[notice.number, "1999-1"]))

    assert answer.status_code == 404


def test_announcement_paper_when_asked_by_a_unit_then_refused(announced, client, sign_in):
    notice = announced(1)
    edition = notice.announcements.get().edition
    sign_in(make_user(Role.UNIT_USER))

    answer = client.get(address(notice, edition))

    assert answer.status_code == 403
