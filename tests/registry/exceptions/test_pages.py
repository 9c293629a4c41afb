"""The auditor's pages: read everything, change nothing, leave a trace when taking along."""

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent, Change
from tests.factories import make_user
from tests.filing import bypassed

PAGES = ("list", "controls", "deadlines")


def test_list_when_opened_then_rows_lead_to_their_records(page, handler):
    application = bypassed(by=handler)

    text = page.get(reverse("exceptions:list")).text

    address = reverse("exceptions:record", args=["registry_application", application.pk])
    assert f'href="{address}"' in text
    assert "越过推荐单位" in text
    assert "共 <strong>1项</strong>" in text


def test_record_when_opened_then_steps_with_reasons_and_the_way_to_the_evidence(page, handler):
    application = bypassed(by=handler)
    address = reverse("exceptions:record", args=["registry_application", application.pk])

    text = page.get(address).text

    assert "越过推荐单位直接复核" in text
    assert "理由：" in text
    assert reverse("dossiers:evidence", args=[application.unit.public_no]) in text


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("registry_unit", "987654321"),
        ("registry_unit", "x"),
        ("registry_unit", "9" * 30),
        ("django_session", "1"),
        ("no_table", "1"),
    ],
)
def test_record_when_there_is_none_then_404(page, table, key):
    assert page.get(reverse("exceptions:record", args=[table, key])).status_code == 404


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", [Role.HANDLER, Role.DECIDER, Role.SYSTEM_ADMIN, Role.UNIT_USER])
def test_pages_when_the_role_is_wrong_then_refused(client, name, role):
    client.force_login(make_user(role))

    assert client.get(reverse(f"exceptions:{name}")).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_pages_when_opened_by_the_auditor_then_nothing_is_written(page, handler, name):
    bypassed(by=handler)
    changes, accesses = Change.objects.count(), AccessEvent.objects.count()

    assert page.get(reverse(f"exceptions:{name}")).status_code == 200

    assert (Change.objects.count(), AccessEvent.objects.count()) == (changes, accesses)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_when_taken_then_all_rows_and_a_trace(page, handler, kind):
    bypassed(by=handler)

    response = page.get(reverse("exceptions:export"), {"format": kind, "kind": "bypass"})

    content = b"".join(response.streaming_content)
    assert content
    if kind == "csv":
        assert "越过推荐单位" in content.decode("utf-8-sig")
    event = AccessEvent.objects.get(kind="export")
    assert (event.target, event.detail["rows"], event.detail["filters"]) == ("例外清单", 1, 1)


@pytest.mark.parametrize(
    "query",
    [
        "kind=x", "since=0000-00-00", "since=99999-12-31", "person=%00", "page=-1", "page=1e9",
        "agency=x", "sort=-at", "until=0001-01-01", "text=%25",
    ],
)  # fmt: skip
def test_list_when_asked_nonsense_then_still_a_page(page, query):
    assert page.get(f"{reverse('exceptions:list')}?{query}").status_code == 200


def test_list_when_there_are_more_rows_then_as_many_queries(
    page, handler, django_assert_num_queries
):
    for _ in range(2):
        bypassed(by=handler)
    address = reverse("exceptions:list")
    page.get(address)
    with django_assert_num_queries(9):
        page.get(address)
    for _ in range(3):
        bypassed(by=handler)

    with django_assert_num_queries(9):
        page.get(address)


def test_controls_when_opened_then_nought_and_how_it_is_computed(page):
    text = page.get(reverse("exceptions:controls")).text

    assert "谁审定了自己经办的 = 0" in text
    assert "怎么算的" in text


@pytest.mark.parametrize("query", ["since=2026-01-01&until=2026-12-31", "since=x", "until=%00"])
def test_deadlines_when_narrowed_then_a_table(page, handler, query):
    bypassed(by=handler)

    assert "时限合规表" in page.get(f"{reverse('exceptions:deadlines')}?{query}").text
