"""推荐函 of an agency for one round, in Word."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from docx import Document

from tests.factories import make_agency
from tests.filing import TODAY, make_round, region_agency
from tests.recommending import clerk_of, drafted, signed


@pytest.fixture(autouse=True)
def _day(db, fixed_today):
    fixed_today(TODAY.isoformat())


def address(round_) -> str:
    return reverse("recommendations:letter", args=[round_.number])


def test_letter_when_signed_ones_are_there_then_lists_them_and_not_the_drafts(client):
    round_, agency = make_round(), region_agency()
    recommended = signed(round_, agency=agency)
    drafted(round_, agency=agency, name="示例未签发有限公司", credit_code="91120116MA0000011N")
    client.force_login(clerk_of(agency))

    document = Document(io.BytesIO(b"".join(client.get(address(round_)))))

    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows[1:]]
    assert [row[1] for row in rows] == [recommended.application.unit_name]
    assert any("推荐以下1家单位" in each.text for each in document.paragraphs)


def test_list_when_signed_ones_are_there_then_offers_the_letter(client):
    round_ = make_round()
    recommended = signed(round_, agency=region_agency())
    client.force_login(clerk_of(recommended.agency))

    page = client.get(reverse("recommendations:list"))

    assert address(round_) in page.text


def test_letter_when_of_another_agency_then_404(client):
    round_ = make_round()
    signed(round_, agency=region_agency())
    client.force_login(clerk_of(make_agency("station")))

    assert client.get(address(round_)).status_code == 404
