"""The code first: answered at once, and no more said than the public roster says."""

from datetime import timedelta

import pytest
from django.test import Client

from ipcontact.accounts.roles import Role
from registry.applications.models import Application
from registry.roster.choices import ExitGround
from registry.roster.services import depart
from registry.rounds.choices import IntakeRoundState
from registry.units.models import UnitAccount
from tests.factories import credit_code, make_edition, make_unit, make_user
from tests.filing import NOON, TODAY, make_round, region_agency, submitted
from tests.registry.applications.filing import begin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(fixed_today):
    fixed_today(str(TODAY))


@pytest.fixture
def ask(client):
    """`ask(code)`: the answer to a code, as a stranger gets it."""
    region_agency()
    round_ = make_round(now=NOON)

    def answer(code: str, **more) -> str:
        sent = {"credit_code": code, **more}
        page = client.post(f"/applications/form/new/{round_.number}/", sent).content.decode()
        return page.replace(code, "")

    answer.round = round_
    return answer


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请填写营业执照（登记证书）上的 18 位代码"),
        ("91120116MA00000010", "校验码"),
        ("91120116MA0000001", "少 1 位"),
        ("91120116MAO0000010", "核对是否为数字 0"),
        ("120116000012345", "旧营业执照注册号"),
        ("0" * 18, "代码全为 0"),
        ("\x00", "代码"),
        ("㍿" * 60, "代码"),
        ("9" * 4000, "60"),
    ],
)
def test_code_when_wrong_then_says_what_and_what_to_do(ask, typed, words):
    page = ask(typed)

    assert words in page
    assert "开始填写" not in page


def test_code_when_typed_with_gaps_and_in_full_width_then_read(ask):
    code = credit_code()
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code)

    assert "代码正确" in ask(f" {wide[:8]}-{wide[8:]}　".lower())


def test_code_of_a_listed_unit_when_asked_then_named_and_not_begun(ask, client):
    unit = make_unit("示例在库精密制造有限公司")
    make_edition([unit])

    page = ask(unit.credit_code, confirm="1")

    assert f"{unit.name}已在名录中" in page
    assert f"/roster/units/{unit.public_no}/" in page
    assert not Application.objects.exists()


def test_code_of_a_former_unit_when_asked_then_named_as_its_public_page_names_it(ask):
    unit = make_unit("示例曾在库有限公司")
    make_edition([unit])
    depart(
        unit=unit,
        on=TODAY - timedelta(days=40),
        ground=ExitGround.OWN_WISH,
        by=None,
        today=TODAY,
        reason="自愿退出",
    )

    page = ask(unit.credit_code)

    assert "示例曾在库有限公司曾在名录中，可以重新申报" in page


def test_code_when_known_to_the_bureau_only_then_the_same_answer_as_for_an_unknown_one(ask):
    candidate = make_unit("示例候选有限公司")
    claimed = submitted(ask.round, unit_name="示例已申报有限公司")

    answers = {ask(code) for code in (credit_code(), candidate.credit_code, claimed.credit_code)}

    assert len({_without_token(page) for page in answers}) == 1
    assert "示例候选" not in "".join(answers)
    assert "示例已申报" not in "".join(answers)


def _without_token(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_code_when_begun_in_this_browser_already_then_the_way_back_and_nobody_elses(ask, client):
    mine = begin(client, ask.round)
    stranger = Client()

    page = ask(mine.credit_code)
    theirs = stranger.post(
        f"/applications/form/new/{ask.round.number}/", {"credit_code": mine.credit_code}
    ).content.decode()

    assert mine.application_no in page
    assert mine.application_no not in theirs


def test_number_when_asked_for_twice_then_the_same_draft_as_long_as_it_is_one(ask, client):
    first = begin(client, ask.round)

    again = begin(client, ask.round, first.credit_code)
    strangers = begin(Client(), ask.round, first.credit_code)
    Application.objects.filter(pk=first.pk).update(state="discarded")
    later = begin(client, ask.round, first.credit_code)

    assert again == first
    assert len({first.pk, strangers.pk, later.pk}) == 3


def test_number_when_an_account_asks_twice_then_the_same_draft_and_another_account_its_own(ask):
    code, found = credit_code(), []
    for user in (make_user(Role.UNIT_USER), make_user(Role.UNIT_USER)):
        for _ in range(2):
            browser = Client()
            browser.force_login(user)
            found.append(begin(browser, ask.round, code).application_no)

    assert found[0] == found[1] != found[2] == found[3]


def test_number_when_an_alliance_asks_twice_then_the_same_draft(ask, client):
    sent = {
        "for": "alliance",
        "unit_name": "示例产业联盟",
        "lead_unit_name": "示例牵头有限公司",
        "lead_unit_code": credit_code(),
        "confirm": "1",
    }

    for name in ("示例产业联盟", "示例产业联盟", "示例另一联盟"):
        client.post(f"/applications/form/new/{ask.round.number}/", {**sent, "unit_name": name})

    assert Application.objects.count() == 2


def test_code_of_a_sole_proprietor_when_begun_then_its_kind_is_guessed(ask, client):
    application = begin(client, ask.round, credit_code(start="92120116"))

    assert application.unit_kind == "sole_proprietor"


def test_code_page_when_an_account_has_units_then_they_are_shown(ask):
    user, unit = make_user(Role.UNIT_USER), make_unit("示例账号名下有限公司")
    UnitAccount.objects.create(unit=unit, user=user, verified_by=make_user(), verified_on=TODAY)
    browser = Client()
    browser.force_login(user)

    page = browser.get(f"/applications/form/new/{ask.round.number}/").content.decode()

    assert "示例账号名下有限公司" in page


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"state": IntakeRoundState.PLANNED, "published_on": None}, 404),
        ({"state": IntakeRoundState.CONCLUDED}, 302),
        ({"closes_at": NOON - timedelta(minutes=1)}, 302),
        ({"opens_at": NOON + timedelta(hours=1)}, 302),
    ],
)
def test_round_when_it_takes_nothing_then_its_page_leads_back(client, values, status):
    round_ = make_round(now=NOON, **values)

    response = client.get(f"/applications/form/new/{round_.number}/")

    assert response.status_code == status


def test_alliance_when_named_like_its_lead_unit_then_asked_to_correct(ask, client):
    sent = {
        "for": "alliance",
        "unit_name": "示例\u202e联盟",
        "lead_unit_name": "示例联盟",
        "lead_unit_code": credit_code(),
    }

    page = client.post(f"/applications/form/new/{ask.round.number}/", sent).content.decode()

    assert "牵头单位应是联盟的一个成员" in page
    assert "\u202e" not in page.partition("<main")[2].replace('value="示例\u202e联盟"', "")
