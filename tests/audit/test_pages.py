"""Pages of the audit: only the auditor reads them, and they find what happened."""

from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from ipcontact.accounts.models import Agency
from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent, Change
from ipcontact.audit.services import act, record_access

CHEN = SimpleNamespace(pk=7, name="陈知远", is_authenticated=True)


def person(username, *roles):
    return get_user_model().objects.create(username=username, name=username, roles=list(roles))


@pytest.fixture
def auditor(client, db):
    user = person("auditor", Role.AUDITOR)
    client.force_login(user)
    return user


@pytest.fixture
def agency(db):
    with act("登记机构", by=CHEN, reason="机构改革"):
        return Agency.objects.create(code="TJ", name="示例区市场监督管理局", kind="bureau")


def shown(response):
    return [row.record for row in response.context["table"].page.object_list]


def the_change(agency):
    return Change.objects.get(table_name="accounts_agency", row_key=str(agency.pk))


def test_changes_when_listed_then_each_is_a_sentence(client, agency, auditor):
    html = client.get(reverse("audit:changes")).content.decode()

    assert "机构代码 <ins>TJ</ins>" in html
    assert "登记机构" in html
    assert "陈知远" in html


@pytest.mark.parametrize("rows", [1, 30])
def test_changes_when_rows_grow_then_queries_do_not(
    client, agency, auditor, rows, django_assert_num_queries
):
    for number in range(rows):
        Agency.objects.create(code=f"S{number}", name=f"所{number}", kind="station", parent=agency)
    client.get(reverse("audit:changes"))

    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get(reverse("audit:changes"))


QUERIES_OF_LIST = 6  # session, user, unread messages, count, page, names of agencies


def test_changes_when_filtered_then_only_matching_remain(client, agency, auditor):
    other = Agency.objects.create(code="S1", name="所", kind="station")
    with act("更名", by=auditor):
        Agency.objects.filter(pk=other.pk).update(name="新所")
    url = reverse("audit:changes")
    today = timezone.localdate(Change.objects.first().at).isoformat()

    def keys(**query):
        return {(c.operation, c.row_key) for c in shown(client.get(url, query))}

    table = {"table": "accounts_agency"}
    assert keys(person="auditor") == {("update", str(other.pk))}
    assert keys(act="更名") == {("update", str(other.pk))}
    assert keys(operation="update", **table) == {("update", str(other.pk))}
    assert keys(row=agency.pk, **table) == {("insert", str(agency.pk))}
    assert keys(until="2021-01-01") == set()
    assert len(keys(since=today, **table)) == 3
    assert len(keys(day=today, **table)) == 3
    assert keys(day="2021-01-01") == set()


def test_change_when_opened_then_shows_before_and_after_of_every_field(client, agency, auditor):
    html = client.get(the_change(agency).get_absolute_url()).content.decode()

    assert "<ins>示例区市场监督管理局</ins>" in html
    assert "机构改革" in html


def test_accesses_when_listed_and_filtered_then_kind_decides(client, auditor):
    record_access("export", user=auditor, target="名录单位", detail={"rows": 128})
    record_access("reveal", user=auditor, target="联络员")

    records = shown(client.get(reverse("audit:accesses"), {"kind": "export"}))

    assert [event.target for event in records] == ["名录单位"]


def test_access_when_opened_then_details_have_labels(client, auditor):
    event = record_access("export", user=auditor, target="名录单位", detail={"rows": 128})

    html = client.get(event.get_absolute_url()).content.decode()

    assert "<dt>行数</dt><dd>128</dd>" in html


PAGES = ("audit:changes", "audit:accesses", "audit:change", "audit:access")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR}))
def test_page_when_any_other_role_asks_then_refused(client, agency, name, role):
    event = AccessEvent.objects.create(kind="export")
    keys = {"audit:change": [the_change(agency).pk], "audit:access": [event.pk]}
    client.force_login(person("someone", role))

    response = client.get(reverse(name, args=keys.get(name)))

    assert response.status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_page_when_nobody_is_signed_in_then_leads_to_sign_in(client, db, name):
    args = [1] if name in ("audit:change", "audit:access") else None

    response = client.get(reverse(name, args=args))

    assert response.status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_page_when_posted_then_refused(client, auditor, name):
    args = [1] if name in ("audit:change", "audit:access") else None

    assert client.post(reverse(name, args=args)).status_code == 405


def test_detail_when_there_is_no_such_row_then_404(client, auditor):
    assert client.get(reverse("audit:change", args=[99999999])).status_code == 404
