"""Pages out of date, people with a part of their own, contacts nobody needs any more."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.ui.errors import RuleViolation
from registry.recommendations import services
from registry.recommendations.models import Recommendation
from registry.recommendations.services import sheets
from registry.units.models import UnitAccount
from tests.factories import credit_code, make_user
from tests.filing import NOON, TODAY, submitted
from tests.recommending import clerk_of, drafted, office_sheet, signed, stamped_page

pytestmark = pytest.mark.django_db


def test_sign_when_the_page_is_out_of_date_then_refused_and_said(client, station, head):
    made = drafted(agency=station)
    client.force_login(head)
    sent = {"confirm": "1", "version": made.version - 1}

    response = client.post(reverse("recommendations:sign", args=[made.key]), sent)

    assert "已由别人修改或签发" in response.content.decode()
    assert Recommendation.objects.get().state == "drafting"


def test_revoke_when_the_page_is_out_of_date_then_refused(station, head):
    made = signed(agency=station, head=head)

    with pytest.raises(RuleViolation) as refusal:
        services.revoke(made, reason="有误", by=head, today=TODAY, version=made.version - 1)

    assert refusal.value.code == "stale"


def test_settle_when_by_whoever_drafted_one_then_refused_and_a_colleague_may(
    station, round_, head, clerk
):
    made = drafted(round_, agency=station, by=clerk)
    services.sign(made, by=head, today=TODAY, now=NOON)
    made.refresh_from_db()
    claim = submitted(round_, credit_code=made.application.credit_code)
    how = {"winner": claim, "loser": made.application, "reason": "盖章件一致", "today": TODAY}

    with pytest.raises(RuleViolation) as refusal:
        services.settle_claim(**how, by=clerk)
    services.settle_claim(**how, by=clerk_of(station))

    claim.refresh_from_db()
    assert (refusal.value.code, claim.is_rival) == ("involved", False)


def test_forget_when_the_period_has_passed_then_file_and_contacts_are_gone(
    station, round_, clerk, head
):
    content = office_sheet([("示例旧表有限公司", credit_code())])
    sheet = sheets.upload(
        content=content, filename="旧.xlsx", agency=station, round=round_, by=clerk, today=TODAY
    )
    sheets.import_ready(sheet, by=clerk, now=NOON, today=TODAY)
    sheet.refresh_from_db()
    later = sheet.imported_at + timedelta(days=91)
    assert services.forget_sheet_contacts(now=later) == 0  # waits for the signature
    services.sign(Recommendation.objects.get(), by=head, today=TODAY, now=NOON)

    counts = [
        services.forget_sheet_contacts(now=each) for each in (sheet.imported_at, later, later)
    ]

    sheet.refresh_from_db()
    assert counts == [0, 1, 0]
    assert (bytes(sheet.content), sheet.lines.get().persons) == (b"", {})


def test_account_when_its_unit_is_asked_then_confirms_from_its_own_file(client, station, head):
    made = signed(agency=station, head=head)
    file = made.application
    own, stranger = (make_user(Role.UNIT_USER, agency=None) for _ in range(2))
    UnitAccount.objects.create(unit=file.unit, user=own, verified_by=head, verified_on=TODAY)
    page = reverse("recommendations:own", args=[file.application_no])
    client.force_login(stranger)
    assert client.get(page).status_code == 404
    client.force_login(own)
    status = client.get(reverse("applications:status", args=[file.application_no]))
    assert page in status.content.decode()
    form = client.get(page).context["form"]
    facts = {field.name: field.value() for field in form if field.name != "stamped"}

    sent = {**facts, "agreed": "on", "stamped": stamped_page()}
    response = client.post(page, sent)

    file.refresh_from_db()
    assert (response.status_code, file.state) == (302, "bureau_review")
    assert client.get(page).status_code == 302
