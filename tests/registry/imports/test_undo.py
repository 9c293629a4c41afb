"""Taking a wrong import back: the edition goes, the units stay, membership follows."""

from datetime import date

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import Change
from registry.imports.editions import Options
from registry.imports.models import ImportRun
from registry.imports.services import import_file
from registry.roster.models import RosterEdition
from registry.units.models import Unit
from tests.factories import TODAY, credit_code, make_user
from tests.registry.imports.office_files import units_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def saved_run() -> ImportRun:
    content = units_file(["示例甲公司", credit_code(1)], ["示例乙公司", credit_code(2)])
    options = Options("示例一批", published_on=date(2021, 12, 20))
    _, run = import_file(
        content=content, filename="名录.xlsx", options=options, by=None, today=TODAY
    )
    return run


def test_undo_when_confirmed_with_a_reason_then_only_the_edition_goes(client, saved_run):
    person = make_user(Role.HANDLER)
    client.force_login(person)
    url = reverse("imports:undo", args=[saved_run.key])

    asked = client.get(url).content.decode()
    client.post(url, {"confirm": "1", "reason": "导错文件"})

    assert "示例一批" in asked
    assert RosterEdition.objects.count() == 0
    assert set(Unit.objects.values_list("membership_state", flat=True)) == {"outside"}
    assert Unit.objects.count() == 2
    saved_run.refresh_from_db()
    assert (saved_run.state, saved_run.edition) == ("undone", None)
    gone = Change.objects.get(table_name="registry_rosteredition", operation="delete")
    assert (gone.user_id, gone.reason) == (person.pk, "导错文件")


def test_undo_when_pressed_again_then_nothing_more_happens(client, saved_run):
    client.force_login(make_user(Role.HANDLER))
    url = reverse("imports:undo", args=[saved_run.key])
    client.post(url, {"confirm": "1", "reason": "导错文件"})

    again = client.post(url, {"confirm": "1", "reason": "导错文件"})

    assert "已经撤销" in again.content.decode()


def test_undo_when_no_reason_is_given_then_nothing_happens(client, saved_run):
    client.force_login(make_user(Role.HANDLER))

    client.post(reverse("imports:undo", args=[saved_run.key]), {"confirm": "1", "reason": " "})

    assert RosterEdition.objects.count() == 1


@pytest.mark.parametrize("role", [Role.AGENCY_CLERK, Role.DECIDER, Role.AUDITOR])
def test_undo_when_the_role_may_not_then_refused(client, saved_run, role):
    client.force_login(make_user(role))

    response = client.post(
        reverse("imports:undo", args=[saved_run.key]), {"confirm": "1", "reason": "导错文件"}
    )

    assert response.status_code == 403
    assert RosterEdition.objects.count() == 1
