"""The audit in the admin: open to the auditor's eyes, closed to every hand."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent


@pytest.fixture
def auditor(client, db):
    user = get_user_model().objects.create(username="auditor", name="审", roles=[Role.AUDITOR])
    client.force_login(user)
    return user


@pytest.mark.parametrize("name", ["change", "accessevent"])
def test_admin_when_auditor_opens_list_then_shown_without_add(client, auditor, name):
    response = client.get(reverse(f"admin:audit_{name}_changelist"))

    assert response.status_code == 200
    assert client.get(reverse(f"admin:audit_{name}_add")).status_code == 403


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
@pytest.mark.parametrize("name", ["change", "accessevent"])
def test_admin_when_another_administrator_opens_the_log_then_refused(client, db, role, name):
    user = get_user_model().objects.create(username="admin", name="管", roles=[role])
    client.force_login(user)

    answers = [
        client.get(reverse(f"admin:audit_{name}_changelist")),
        client.get("/admin/audit/"),
    ]

    assert [answer.status_code for answer in answers] == [403, 404]
    assert f"/admin/audit/{name}/" not in client.get("/admin/").content.decode()


def test_admin_when_anyone_deletes_then_refused_and_row_stays(client, auditor):
    event = AccessEvent.objects.create(kind="export")

    response = client.post(reverse("admin:audit_accessevent_delete", args=[event.pk]), {"post": 1})

    assert response.status_code == 403
    assert AccessEvent.objects.filter(pk=event.pk).exists()
