"""考察表 in Word: empty to be taken along, then with what was recorded."""

from __future__ import annotations

import io

from django.urls import reverse
from docx import Document

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent
from registry.reviews.services import record_inspections
from tests.factories import make_agency, make_user
from tests.filing import TODAY


def cells(response) -> list[str]:
    document = Document(io.BytesIO(b"".join(response)))
    return [cell.text for table in document.tables for row in table.rows for cell in row.cells]


def address(application) -> str:
    return reverse("reviews:inspection-paper", args=[application.application_no])


def test_paper_when_nothing_is_recorded_then_a_form_with_boxes(client, handler, file):
    application = file()

    shown = cells(client.get(address(application)))

    assert application.unit_name in shown
    assert "□材料审查　□电话核实　□实地考察　□会议评审" in shown


def test_paper_when_recorded_then_says_what_was_found_and_by_whom(client, handler, file, found):
    application = file()
    finding = found()
    record_inspections([application], finding=finding, by=handler, today=TODAY, goes_on=False)

    shown = cells(client.get(address(application)))

    assert {finding.remarks, handler.name, TODAY.isoformat()} <= set(shown)
    assert "□材料审查　□电话核实　□实地考察　□会议评审" not in shown
    taken = AccessEvent.objects.get(kind="export")
    assert (taken.user_id, taken.target) == (handler.pk, f"考察表-{application.application_no}")


def test_paper_when_asked_by_a_clerk_of_elsewhere_then_404(client, file):
    application = file()
    client.force_login(make_user(Role.AGENCY_CLERK, agency=make_agency("station")))

    assert client.get(address(application)).status_code == 404
