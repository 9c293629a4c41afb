"""The list of the protection centre: who may, what is found, and a second run changes nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import Change
from registry.criteria.center import Fate, make_plan, read_lines
from registry.criteria.choices import CheckState, EvidenceSource
from registry.criteria.models import Criterion, Evidence
from registry.criteria.services import import_center_list
from registry.units.services import change_code
from tests.factories import TODAY, credit_code, make_agency, make_unit, make_user
from tests.registry.criteria.proofs import workbook

pytestmark = pytest.mark.django_db
HEADER = ("序号", "企业名称", "统一社会信用代码", "备案号", "备案日期", "技术领域")
URL = "/criteria/center-list/"


@pytest.fixture
def center(today):
    """A clerk of the protection centre."""
    return make_user(Role.AGENCY_CLERK, agency=make_agency("ip_protection_center"))


@pytest.fixture
def other(today):
    return make_unit("示例生物医药有限公司")


@pytest.fixture
def content(unit, other) -> bytes:
    """Two units of the register, one that is not in it, and four lines that cannot be used."""
    return workbook(
        [
            (unit.name, unit.credit_code, "BA000001", "2024-05-01", "智能装备"),
            ("旧名生物医药有限公司", other.credit_code.lower(), "BA000002", "", ""),
            ("库外示例有限公司", credit_code(), "BA000003", "", ""),
            (unit.name, unit.credit_code, "BA000004", "", ""),
            ("示例错码有限公司", "91120116", "BA000005", "", ""),
            ("示例无号有限公司", credit_code(), "", "", "汽车"),
            ("示例数字有限公司", 911201160000000000, "BA000006", "", ""),
        ],
        header=HEADER,
    )


def lines_of(content):
    return read_lines(content, "备案名单.xlsx")[0]


def test_plan_when_made_then_every_line_has_a_fate_and_a_reason(content, center, unit, other):
    plan = make_plan(lines_of(content), by=center, today=TODAY)

    assert [(step.line.cell, step.fate, step.unit) for step in plan.steps] == [
        ("C3", Fate.NEW, unit),
        ("C4", Fate.NEW, other),
        ("C5", Fate.UNMATCHED, None),
        ("C6", Fate.REJECTED, unit),
        ("C7", Fate.REJECTED, None),
        ("C8", Fate.REJECTED, None),
        ("C9", Fate.REJECTED, None),
    ]
    notes = [step.note for step in plan.steps]
    assert "是否更名" in notes[1]
    assert notes[3] == "与第 3 行重复"
    assert "没有备案号" in notes[5]
    assert "文本" in notes[6]


def test_import_when_done_then_the_proofs_are_accepted(content, center, unit):
    import_center_list(lines_of(content), by=center, today=TODAY)

    assert Evidence.objects.count() == 2
    proof = Evidence.objects.get(unit=unit)
    assert (proof.document_no, proof.statement, proof.state) == (
        "BA000001", "智能装备", CheckState.ACCEPTED,
    )  # fmt: skip
    assert (proof.source, proof.checked_by) == (EvidenceSource.CENTER_LIST, center)


def test_import_when_run_twice_then_nothing_changes(content, center):
    import_center_list(lines_of(content), by=center, today=TODAY)
    before = Change.objects.count()

    plan = import_center_list(lines_of(content), by=center, today=TODAY)

    assert plan.count(Fate.UNCHANGED) == 2
    assert Change.objects.count() == before


def test_import_when_the_unit_claimed_the_same_number_then_its_claim_is_accepted(
    content, center, unit, put
):
    claim = put(unit, "8", {"document_no": "BA000001"})

    plan = import_center_list(lines_of(content), by=center, today=TODAY)

    claim.refresh_from_db()
    assert plan.count(Fate.UPDATED) == 1
    assert (claim.state, claim.superseded_at) == (CheckState.ACCEPTED, None)


def test_import_when_the_number_differs_then_the_centres_takes_its_place(
    content, center, unit, put
):
    claim = put(unit, "8", {"document_no": "BA999999"})

    import_center_list(lines_of(content), by=center, today=TODAY)

    claim.refresh_from_db()
    assert claim.superseded_at is not None
    assert Evidence.objects.current().get(unit=unit).document_no == "BA000001"


def test_import_when_the_unit_changed_its_code_then_is_found_by_the_former(
    content, center, unit, handler
):
    change_code(unit=unit, credit_code=credit_code(), on=TODAY, by=handler)

    plan = make_plan(lines_of(content), by=center, today=TODAY)

    assert plan.steps[0].unit == unit


@pytest.mark.parametrize(
    ("role", "kind", "status"),
    [
        (Role.AGENCY_CLERK, "ip_protection_center", 200),
        (Role.HANDLER, "bureau", 200),
        (Role.AGENCY_CLERK, "station", 403),
        (Role.AGENCY_HEAD, "ip_protection_center", 403),
        (Role.DECIDER, "bureau", 403),
        (Role.UNIT_USER, "bureau", 403),
    ],
)
def test_page_when_opened_then_only_by_the_centre_and_the_bureau(client, role, kind, status, today):
    client.force_login(make_user(role, agency=make_agency(kind)))

    assert client.get(URL).status_code == status
    assert client.post(URL, {"rows": "x"}).status_code == (302 if status == 200 else 403)


def test_page_when_a_list_is_uploaded_then_shows_what_it_would_bring(client, center, content):
    client.force_login(center)

    response = client.post(URL, {"file": SimpleUploadedFile("备案名单.xlsx", content)})

    page = response.content.decode()
    assert "新增备案证明 2 家，单位库里没有 1 家，不能导入 4 家" in page
    assert "库外示例有限公司" in page
    assert "导入 2 家" in page
    assert not Evidence.objects.exists()


def test_page_when_confirmed_then_imports_what_was_shown(client, center, content):
    client.force_login(center)
    shown = client.post(URL, {"file": SimpleUploadedFile("备案名单.xlsx", content)})

    response = client.post(URL, {"rows": shown.context["rows"]}, follow=True)

    assert response.redirect_chain == [
        (f"{reverse('criteria:evidence-list')}?source=center_list", 302)
    ]
    assert "已导入：新增备案证明 2 家" in response.content.decode()
    assert Evidence.objects.count() == 2


def test_page_when_the_preview_is_somebody_elses_then_is_refused(client, center, handler, content):
    client.force_login(center)
    shown = client.post(URL, {"file": SimpleUploadedFile("备案名单.xlsx", content)})
    client.force_login(handler)

    response = client.post(URL, {"rows": shown.context["rows"]}, follow=True)

    assert "预览已过期" in response.content.decode()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", "信用代码".encode()])
def test_page_when_the_file_is_no_list_then_says_why(client, center, content):
    client.force_login(center)

    response = client.post(URL, {"file": SimpleUploadedFile("名单.xlsx", content)})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["file"]


def test_page_when_the_plan_has_no_such_condition_then_nothing_is_imported(client, center, content):
    Criterion.objects.filter(code="8").update(proof_kind="free_reason")
    client.force_login(center)
    shown = client.post(URL, {"file": SimpleUploadedFile("备案名单.xlsx", content)})

    response = client.post(URL, {"rows": shown.context["rows"]}, follow=True)

    assert "没有“保护中心备案”这一项" in response.content.decode()
    assert not Evidence.objects.exists()


def test_plan_when_lines_grow_then_queries_do_not(content, center, django_assert_max_num_queries):
    lines = lines_of(content)

    with django_assert_max_num_queries(8):
        make_plan(lines, by=center, today=TODAY)
