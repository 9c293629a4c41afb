"""The history as a file: what the list shows, with a trace, for the auditor alone."""

from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from ipcontact.accounts.models import Agency
from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent
from ipcontact.audit.services import act, record_access

CHEN = SimpleNamespace(pk=7, name="陈知远", is_authenticated=True)
NAMES = ("audit:changes-export", "audit:accesses-export")


@pytest.fixture
def auditor(client, db):
    user = get_user_model().objects.create(username="auditor", name="auditor", roles=[Role.AUDITOR])
    client.force_login(user)
    return user


@pytest.fixture
def happened(db):
    with act("登记机构", by=CHEN, reason="机构改革"):
        Agency.objects.create(code="TJ", name="示例区市场监督管理局", kind="bureau")
    record_access("reveal", user=CHEN, target="单位 LX1 的联络员", detail={"reason": "电话通知"})


def text(response) -> str:
    return b"".join(response.streaming_content).decode("utf-8-sig")


def test_changes_when_exported_then_in_words_with_act_and_reason(client, auditor, happened):
    found = text(client.get(reverse(NAMES[0]), {"format": "csv", "table": "accounts_agency"}))

    assert "陈知远" in found
    assert "登记机构,机构改革,新增" in found
    assert "示例区市场监督管理局" in found


def test_accesses_when_exported_then_with_target_and_reason(client, auditor, happened):
    found = text(client.get(reverse(NAMES[1]), {"format": "csv", "kind": "reveal"}))

    assert "显示个人信息,陈知远,单位 LX1 的联络员,电话通知" in found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_when_taken_then_leaves_a_trace(client, auditor, happened, name, kind):
    response = client.get(reverse(name), {"format": kind})

    assert b"".join(response.streaming_content)
    event = AccessEvent.objects.filter(kind="export", user_id=auditor.pk).get()
    assert event.detail["format"] == kind


@pytest.mark.parametrize("name", NAMES)
def test_export_when_not_the_auditor_then_refused(client, db, name):
    client.force_login(
        get_user_model().objects.create(username="j", name="j", roles=[Role.HANDLER])
    )

    assert client.get(reverse(name), {"format": "csv"}).status_code == 403
    assert not AccessEvent.objects.filter(kind="export").exists()


@pytest.mark.parametrize("name", NAMES)
def test_export_when_the_format_is_unknown_then_404(client, auditor, name):
    assert client.get(reverse(name), {"format": "exe"}).status_code == 404


@pytest.mark.parametrize(
    ("page", "query", "count"),
    [
        ("audit:changes", {"reason": "改革"}, 1),
        ("audit:changes", {"reason": "%"}, 0),
        ("audit:accesses", {"target": "LX1"}, 1),
        ("audit:accesses", {"target": "LX2"}, 0),
    ],
)
def test_list_when_searched_by_words_then_only_what_has_them(
    client, auditor, happened, page, query, count
):
    response = client.get(reverse(page), query)

    assert response.context["count"].number == count
