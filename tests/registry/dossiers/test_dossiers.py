"""A unit's file: contents, evidence, zip, sample; read by few, taken with a trace."""

import io
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent, Change
from ipcontact.audit.services import record_access
from ipcontact.ui.registry import dossier_sections
from registry.batches.services import decide
from registry.dossiers.gathering import gather
from registry.dossiers.sampling import draw
from registry.merges import services as merging
from registry.merges.preview import preview
from registry.units.people import UnitPerson
from tests.deciding import enquired, make_batch, make_leader, ready, submitted_batch
from tests.factories import make_agency, make_edition, make_unit, make_units, make_user
from tests.filing import TODAY, bypassed

MOBILE = "13900000009"


@pytest.fixture
def decided(handler, round_):
    """A unit with a file that went all the way to the decision, and a contact."""
    leader = make_leader(name="赵明澈")
    application = ready(round_, by=handler)
    batch = make_batch(enquired([application], by=handler), by=handler, chain=[leader])
    decide(submitted_batch(batch, by=handler), words={}, agree_rest=True, by=leader, today=TODAY)
    UnitPerson.objects.create(
        unit=application.unit,
        role="primary_contact",
        name="示例丙",
        mobile=MOBILE,
        period=DateRange(date(2024, 1, 1), None),
    )
    return application


def taken(client, unit, **data) -> zipfile.ZipFile:
    sent = {"reason": "年度审计抽查", "with_files": "on", "confirm": "1", **data}
    response = client.post(reverse("dossiers:package", args=[unit.public_no]), sent)
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_sections_when_registered_then_each_part_has_one():
    assert [section.code for section in dossier_sections] == [
        "unit", "evidence", "applications", "recommendations", "reviews", "decisions", "notices",
        "objections", "roster", "changes", "removals", "merges",
    ]  # fmt: skip


def test_file_when_gathered_then_every_step_of_every_record_in_order(decided, auditor):
    dossier = gather(decided.unit, user=auditor)

    assert {"unit", "applications", "reviews", "decisions"} <= {
        section.code for section in dossier.sections
    }
    numbers = [item.number for section in dossier.sections for item in section.items]
    assert numbers == list(range(1, len(numbers) + 1))
    said = [step.act.action for step in dossier.steps]
    assert "呈报审定" in said
    days = [step.act.event_on for step in dossier.steps]
    assert days == sorted(days)
    assert all(count == 0 for _, count in dossier.broken)
    assert len(dossier.files) >= 2


def test_evidence_when_opened_by_the_auditor_then_who_when_why_and_exceptions(page, handler):
    application = bypassed(by=handler)
    number = application.unit.public_no
    record_access(
        "reveal", user=handler, target=f"单位 {number} 的联络员", detail={"reason": "通知"}
    )

    text = page.get(reverse("dossiers:evidence", args=[number])).text

    for words in (
        "例外（2项）", "越过推荐单位", "脱敏查看", "谁审定了自己经办的 = 0", "陈知远",
        application.application_no, "区局复核", "卷内目录",
    ):  # fmt: skip
        assert words in text, words


def test_evidence_when_of_another_unit_then_its_exceptions_are_not_there(page, handler):
    bypassed(by=handler)
    other = make_unit()

    text = page.get(reverse("dossiers:evidence", args=[other.public_no])).text

    assert "例外（0项）" in text


@pytest.mark.parametrize("name", ["detail", "evidence"])
def test_paper_when_opened_then_no_personal_value_and_nothing_written(page, decided, name):
    changes = Change.objects.count()

    text = page.get(reverse(f"dossiers:{name}", args=[decided.unit.public_no])).text

    assert MOBILE not in text
    assert "示例丙" not in text
    assert "139****0009" in text
    assert Change.objects.count() == changes


def test_zip_when_taken_then_contents_evidence_and_files_with_safe_names(page, decided):
    archive = taken(page, decided.unit)

    names = archive.namelist()
    assert names[:3] == ["contents.html", "evidence.html", "style.css"]
    assert len(names) > 4
    assert all(re.fullmatch(r"files/\d{3}-\d+\.(pdf|jpg|png|docx|xlsx)", n) for n in names[3:])
    assert archive.read(names[3]).startswith(b"%PDF")
    contents = archive.read("contents.html").decode()
    assert all(f'href="{name}"' in contents for name in names[3:])
    assert MOBILE not in contents
    assert "年度审计抽查" in contents
    assert archive.testzip() is None


def test_zip_when_taken_then_one_access_with_the_reason(page, decided):
    taken(page, decided.unit)

    event = AccessEvent.objects.get(kind="export")
    assert event.target == f"单位 {decided.unit.public_no} 的卷宗"
    assert event.detail["reason"] == "年度审计抽查"
    assert not AccessEvent.objects.filter(kind="reveal").exists()


def test_zip_when_persons_are_asked_for_by_the_auditor_then_still_masked(page, decided):
    archive = taken(page, decided.unit, with_persons="on")

    assert MOBILE not in archive.read("contents.html").decode()


def test_zip_when_persons_are_asked_for_with_the_right_then_full_and_traced(
    client, handler, decided
):
    client.force_login(handler)

    archive = taken(client, decided.unit, with_persons="on")

    assert MOBILE in archive.read("contents.html").decode()
    assert AccessEvent.objects.get(kind="reveal").detail["reason"] == "年度审计抽查"


def test_zip_when_without_files_then_only_the_papers(page, decided):
    archive = taken(page, decided.unit, with_files="")

    assert archive.namelist() == ["contents.html", "evidence.html", "style.css"]


def test_zip_when_too_big_then_refused_with_the_numbers(page, decided, settings):
    settings.DOSSIER_MOST_MEGABYTES = 0

    response = page.post(
        reverse("dossiers:package", args=[decided.unit.public_no]),
        {"reason": "抽查", "with_files": "on", "confirm": "1"},
    )

    assert "超过一次下载的上限" in response.text
    assert not AccessEvent.objects.filter(kind="export").exists()


def test_zip_when_no_reason_is_given_then_asked_for(page, decided):
    response = page.post(
        reverse("dossiers:package", args=[decided.unit.public_no]), {"confirm": "1"}
    )

    assert response.status_code == 200
    assert not AccessEvent.objects.filter(kind="export").exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.HANDLER, 200), (Role.DECIDER, 200), (Role.AUDITOR, 200), (Role.AGENCY_CLERK, 403),
        (Role.LEGAL_REVIEWER, 403), (Role.SYSTEM_ADMIN, 403), (Role.UNIT_USER, 403),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["detail", "evidence", "package"])
def test_pages_when_opened_by_a_role_then_as_the_table_says(client, name, role, status):
    unit = make_unit()
    client.force_login(make_user(role))

    assert client.get(reverse(f"dossiers:{name}", args=[unit.public_no])).status_code == status


def test_file_when_opened_by_a_handler_elsewhere_then_only_of_own_units(client):
    station = make_agency("station")
    client.force_login(make_user(Role.HANDLER, agency=station))
    address = "dossiers:evidence"

    other, own = make_unit(), make_unit(lead_agency=station)

    assert client.get(reverse(address, args=[other.public_no])).status_code == 404
    assert client.get(reverse(address, args=[own.public_no])).status_code == 200


def test_auditor_when_going_further_then_cannot_change_or_open_the_records(page, decided):
    unit = decided.unit

    assert page.get(unit.get_absolute_url()).status_code == 404
    assert page.get(reverse("units:edit", args=[unit.public_no])).status_code == 403
    assert page.get(decided.get_absolute_url()).status_code == 403


def test_evidence_when_the_unit_was_merged_then_its_number_leads_on(page, handler):
    keep, drop = make_unit(), make_unit()
    merge = merging.propose(surviving=keep, merged=drop, reason="同一", by=handler, today=TODAY)
    merging.confirm(
        merge=merge,
        digest=preview(keep, drop, day=TODAY).digest,
        by=make_user(Role.HANDLER),
        today=TODAY,
    )

    response = page.get(reverse("dossiers:evidence", args=[drop.public_no]))
    assert response["Location"] == reverse("dossiers:evidence", args=[keep.public_no])
    text = page.get(response["Location"]).text
    assert drop.name in text
    assert "合并单位" in text


def test_search_when_the_auditor_types_a_name_then_one_click_to_the_evidence(page, decided):
    text = page.get(reverse("ui:search"), {"q": decided.unit_name}).text

    assert reverse("dossiers:evidence", args=[decided.unit.public_no]) in text


def test_evidence_when_the_file_grows_then_as_many_queries(
    page, handler, round_, django_assert_max_num_queries
):
    unit = bypassed(by=handler).unit
    for year in range(2016, 2026):
        make_edition([unit], date(year, 12, 1))

    with django_assert_max_num_queries(90):
        page.get(reverse("dossiers:evidence", args=[unit.public_no]))


def listed(count):
    units = make_units(count)
    make_edition(units, date(2021, 12, 20))
    return units


def test_sample_when_drawn_again_with_the_seed_then_the_same(page):
    listed(30)
    asked = {"population": "listed", "size": "5", "seed": "20261125", "until": TODAY.isoformat()}

    first = page.get(reverse("dossiers:sample"), asked).context["sample"]
    make_units(5)
    again = page.get(reverse("dossiers:sample"), asked).context["sample"]

    assert first == again
    assert (len(first.rows), first.total) == (5, 30)
    other = page.get(reverse("dossiers:sample"), {**asked, "seed": "1"}).context["sample"]
    assert other.rows != first.rows


def test_sample_when_more_came_later_then_the_day_keeps_what_it_is_drawn_from():
    listed(10)
    asked = {"population": "listed", "size": 4, "seed": "7", "until": TODAY - timedelta(days=1)}
    first = draw(**asked)
    make_edition(make_units(10), TODAY)

    assert draw(**asked) == first


@pytest.mark.parametrize("population", ["applications", "decided"])
def test_sample_when_of_files_then_each_leads_to_the_evidence(page, decided, population):
    asked = {"population": population, "size": "3", "seed": "7", "until": TODAY.isoformat()}

    text = page.get(reverse("dossiers:sample"), asked).text

    assert reverse("dossiers:evidence", args=[decided.unit.public_no]) in text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "population=x",
        "size=0",
        "size=9999999999999",
        "seed=%00",
        "until=0000-00-00",
        "seed=%3C",
    ],
)
def test_sample_when_asked_nonsense_then_still_a_page(page, query):
    assert page.get(f"{reverse('dossiers:sample')}?{query}").status_code == 200
