"""An agency that types any code hears nothing of another office's file or candidate."""

import pytest

from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.recommendations import services
from registry.recommendations.models import Recommendation
from registry.recommendations.services import sheets
from registry.units.models import UnitCode
from tests.deciding import ready
from tests.factories import credit_code, make_agency, make_edition, make_unit, make_user
from tests.filing import NOON, TODAY, submitted
from tests.recommending import clerk_of, drafted, head_of, office_sheet, signed
from tests.registry.recommendations.test_pages import page, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(fixed_today):
    fixed_today("2026-09-18")


@pytest.fixture
def stranger():
    """An office of another district."""
    return make_agency("station", name="示例外区监管所")


def typed(stranger, file):
    """The other office's clerk drafts a recommendation of a unit whose file is not theirs."""
    return drafted(
        file.round,
        agency=stranger,
        unit_name="外区所填名称",
        credit_code=file.credit_code,
        registered_address="外区所填住所",
    )


def far_ahead(round_):
    return ready(round_, by=make_user())


def told_of(text: str, file: Application) -> bool:
    address = file.answers["basic"]["registered_address"]
    return any(fact in text for fact in (file.application_no, file.unit_name, address))


@pytest.mark.parametrize("make", [submitted, far_ahead])
def test_draft_when_another_office_has_the_file_then_an_own_draft_that_tells_nothing(
    client, round_, stranger, make
):
    file = make(round_)

    made = typed(stranger, file)

    assert made.application != file
    assert made.application.state == "draft"
    client.force_login(clerk_of(stranger))
    for address in (made.get_absolute_url(), url("edit", made.key), "/recommendations/"):
        assert not told_of(page(client.get(address)), file)


def test_page_when_the_form_is_posted_for_a_strange_file_then_nothing_is_told(
    client, round_, stranger
):
    file = submitted(round_)
    client.force_login(clerk_of(stranger))
    values = {
        "round": round_.number,
        "unit_name": "外区所填名称",
        "credit_code": file.credit_code,
        "unit_kind": "enterprise",
        "registered_address": "外区所填住所",
        "criteria": ["9"],
        "statement": "同意推荐。",
        "contact_name": "示例联络员",
        "contact_mobile": "13900000088",
    }

    text = page(client.post("/recommendations/new/", values, follow=True))

    assert Recommendation.objects.get().application != file
    assert not told_of(text, file)


def test_sign_when_the_bureau_has_it_in_hand_then_refused_without_number_or_state(round_, stranger):
    file = far_ahead(round_)
    made = typed(stranger, file)

    with pytest.raises(RuleViolation) as refusal:
        services.sign(made, by=head_of(stranger), today=TODAY, now=NOON)

    assert refusal.value.code == "too_late"
    assert not told_of(refusal.value.message, file)


def test_record_when_a_third_office_has_joined_then_it_reads_only_its_own_words(
    client, station, round_, stranger
):
    first = signed(round_, agency=station)
    second, third = make_agency("station"), stranger
    for agency in (second, third):
        made = typed(agency, first.application)
        services.sign(made, by=head_of(agency), today=TODAY, now=NOON)
    made.refresh_from_db()
    file = made.application
    clerk = clerk_of(third)
    assert (file, file.co_agency) == (first.application, second)
    assert not Application.objects.visible_to(clerk).contains(file)
    client.force_login(clerk)

    record, rows = page(client.get(made.get_absolute_url())), page(client.get("/recommendations/"))

    for text in (record, rows):
        assert file.application_no not in text
        assert "已并入其他机构办理的申报" in text
    assert file.get_state_display() not in record
    assert file.answers["basic"]["registered_address"] not in record
    client.force_login(head_of(second))
    assert file.application_no in page(client.get("/recommendations/"))


def test_standing_when_the_unit_is_a_candidate_elsewhere_then_unnamed_and_listed_then_named(
    round_, station, stranger
):
    candidate = make_unit(name="示例候选有限公司", lead_agency=station)
    former = credit_code()
    UnitCode.objects.create(
        unit=candidate, credit_code=former, from_on="2020-01-01", until_on="2025-01-01"
    )

    def refusal(agency):
        with pytest.raises(RuleViolation) as found:
            drafted(round_, agency=agency, credit_code=former)
        return found.value.message

    unnamed, own = refusal(stranger), refusal(station)
    make_edition([candidate])
    public = refusal(stranger)

    assert candidate.name not in unnamed
    assert candidate.credit_code not in unnamed
    assert candidate.name in own
    assert candidate.name in public


def test_sheet_when_a_name_resembles_a_candidate_elsewhere_then_no_warning_names_it(
    round_, stranger, station
):
    make_unit(name="示例雷同有限责任公司", lead_agency=station)
    lines = [("示例雷同有限公司", credit_code())]
    notes = {}

    for agency in (stranger, station):
        sheet = sheets.upload(
            content=office_sheet(lines), filename="推荐汇总表.xlsx", round=round_, agency=agency,
            by=clerk_of(agency), today=TODAY,
        )  # fmt: skip
        notes[agency] = str([line.warnings for line in sheet.lines.all()])

    assert "名称相近" not in notes[stranger]
    assert "示例雷同有限责任公司" in notes[station]
