"""统一补填: what a whole sheet leaves out, said once for all its lines."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import Change
from ipcontact.ui.errors import RuleViolation
from registry.recommendations.models import RecommendationSheet
from registry.recommendations.services import sheets as services
from tests.factories import credit_code, make_agency, make_user
from tests.filing import NOON, TODAY
from tests.recommending import clerk_of, office_sheet

pytestmark = pytest.mark.django_db
FORM = {"region": "", "criteria": "", "kind": "", "statement": ""}


@pytest.fixture(autouse=True)
def now(fixed_today):
    fixed_today("2026-09-18")


@pytest.fixture
def sheet(station, round_, clerk) -> RecommendationSheet:
    """Rows 4 and 5 name no condition, row 6 names its own; row 5 has a wrong code besides."""
    lines = [
        ("示例未填有限公司", credit_code(), ""),
        ("示例错码有限公司", "123", ""),
        ("示例已填有限公司", credit_code(), "3"),
    ]
    return services.upload(
        content=office_sheet(lines),
        filename="推荐汇总表.xlsx",
        agency=station,
        round=round_,
        by=clerk,
        today=TODAY,
    )


def url(sheet) -> str:
    return reverse("recommendations:sheet-fill", args=[sheet.key])


def fill(sheet, by, **cells) -> int:
    return services.fill(sheet, cells=cells, by=by, today=TODAY)


def cells(sheet, key: str) -> list[str]:
    return [line.cells.get(key, "") for line in sheet.lines.order_by("number")]


def test_fill_when_lines_leave_it_out_then_only_the_gaps_are_filled(sheet, clerk):
    filled = fill(sheet, clerk, criteria="1", statement="创新能力强")

    assert filled == 3
    assert cells(sheet, "criteria") == ["1", "1", "3"]
    assert cells(sheet, "statement") == ["创新能力强"] * 3
    changes = Change.objects.filter(table_name="registry_sheetline", operation="update")
    assert set(changes.values_list("act", "user_id")) == {("统一补填汇总表", clerk.pk)}


def test_fill_when_imported_afterwards_then_the_words_are_in_the_recommendation(sheet, clerk):
    fill(sheet, clerk, criteria="1、9", statement="创新能力强")

    services.import_ready(sheet, by=clerk, now=NOON, today=TODAY)

    made = sheet.lines.get(number=4).recommendations.get()
    codes = made.application.claims.values_list("criterion__code", flat=True)
    assert (made.statement, sorted(codes)) == ("创新能力强", ["1", "9"])


def test_fill_when_done_twice_then_the_second_time_changes_nothing(sheet, clerk):
    fill(sheet, clerk, criteria="1")
    before = Change.objects.filter(table_name="registry_sheetline").count()

    assert fill(sheet, clerk, criteria="9") == 0
    assert cells(sheet, "criteria") == ["1", "1", "3"]
    assert Change.objects.filter(table_name="registry_sheetline").count() == before


def test_fill_when_a_line_is_imported_already_then_it_stays_as_it_was(sheet, clerk):
    services.import_ready(sheet, by=clerk, now=NOON, today=TODAY)

    assert fill(sheet, clerk, criteria="1") == 1
    assert cells(sheet, "criteria") == ["", "1", "3"]


def test_fill_when_another_column_is_named_then_it_is_not_touched(sheet, clerk):
    assert fill(sheet, clerk, name="示例冒名有限公司", contact_email="a@b.cn") == 0
    assert "示例冒名有限公司" not in cells(sheet, "name")


def test_fill_when_the_condition_is_unknown_then_the_line_says_so(sheet, clerk):
    fill(sheet, clerk, criteria="99")

    line = sheet.lines.get(number=4)
    said = [each["value"] for each in [*line.defects, *line.warnings]]
    assert "99" in said


def test_fill_when_the_sheet_was_dropped_then_refused(sheet, clerk):
    services.drop(sheet, by=clerk)

    with pytest.raises(RuleViolation) as refusal:
        fill(sheet, clerk, criteria="1")

    assert refusal.value.code == "not_open"


def test_fill_when_by_the_wrong_people_then_refused_and_nothing_is_filled(sheet, head):
    people = head, make_user(Role.HANDLER), clerk_of(make_agency("station"))

    for person in people:
        with pytest.raises(PermissionDenied):
            fill(sheet, person, criteria="1")

    assert cells(sheet, "criteria") == ["", "", "3"]


def test_page_when_sent_then_the_sheet_says_how_many_and_a_look_fills_nothing(client, sheet, clerk):
    client.force_login(clerk)
    client.get(url(sheet), {"criteria": "1"})
    assert cells(sheet, "criteria") == ["", "", "3"]

    done = client.post(url(sheet), {**FORM, "criteria": "1", "region": "120116005"}, follow=True)
    again = client.post(url(sheet), {**FORM, "criteria": "1"}, follow=True)

    assert "已补填 2 行" in done.content.decode()
    assert "没有空着的格，没有改动" in again.content.decode()
    assert cells(sheet, "region") == ["塘沽街道"] * 3


def test_page_when_nothing_or_nonsense_is_typed_then_it_says_so_and_fills_nothing(
    client, sheet, clerk
):
    client.force_login(clerk)
    wrong = [
        FORM,
        {**FORM, "criteria": "\u200b\u200b"},
        {**FORM, "region": "999999"},
        {**FORM, "criteria": "1" * 201},
        {**FORM, "kind": "企" * 41},
        {**FORM, "statement": "\x00"},
    ]

    answers = [client.post(url(sheet), typed) for typed in wrong]

    assert [answer.status_code for answer in answers] == [200] * len(wrong)
    assert all(answer.context["form"].errors for answer in answers)
    assert cells(sheet, "criteria") == ["", "", "3"]


@pytest.mark.parametrize(
    ("role", "own", "status"),
    [
        (Role.AGENCY_HEAD, True, 403),
        (Role.AGENCY_CLERK, False, 404),
        (Role.HANDLER, None, 403),
        (Role.UNIT_USER, None, 403),
    ],
)
def test_page_when_by_role_then_the_own_clerks_alone(client, sheet, station, role, own, status):
    agencies = {True: station, False: make_agency("station"), None: None}
    client.force_login(make_user(role, agency=agencies[own]))

    answer = client.post(url(sheet), {**FORM, "criteria": "1"})

    assert (answer.status_code, client.get(url(sheet)).status_code) == (status, status)
    assert cells(sheet, "criteria") == ["", "", "3"]


def test_sheet_when_opened_then_filling_is_offered_while_lines_can_be_mended(client, sheet, clerk):
    client.force_login(clerk)
    offered = client.get(sheet.get_absolute_url()).content.decode()
    services.drop(sheet, by=clerk)
    dropped = client.get(sheet.get_absolute_url()).content.decode()

    assert url(sheet) in offered
    assert url(sheet) not in dropped
