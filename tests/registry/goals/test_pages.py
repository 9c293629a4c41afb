"""Pages of goals: the board on any day, a figure with its rows, snapshots, the public."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import OfflineResult
from ipcontact.audit.models import AccessEvent
from ipcontact.ui.registry import measures, worklist
from registry.goals import services
from registry.goals.models import FigureSnapshot, Target
from registry.roster.choices import ExitGround
from registry.roster.services import depart
from tests.factories import make_edition, make_unit, make_user
from tests.files.samples import pdf, upload
from tests.filing import TODAY
from tests.registry.goals.conftest import AS_OF

BOARD = "/goals/"


def text(response) -> str:
    return response.content.decode()


def page(snapshot, name: str = "snapshot") -> str:
    return reverse(f"goals:{name}", args=[snapshot.number])


def titles(user) -> list[str]:
    """What waits for a person here."""
    source = next(each for each in worklist if each.name == "发布数据")
    return [item.title for item in source.items(user, TODAY)]


def test_board_when_opened_then_each_target_with_difference_and_bar(
    client, sign_in, handler, roster
):
    sign_in(handler)

    shown = text(client.get(BOARD))

    assert "还差97家" in shown
    assert '<progress max="100" value="3" aria-label="在库单位完成3%">' in shown
    assert "优先" in shown
    assert "不设数量" in shown
    assert all(measure.rule in shown for measure in measures)


def test_board_when_a_past_day_is_asked_then_counts_that_day(client, sign_in, leader, roster):
    sign_in(leader)

    response = client.get(BOARD, {"as_of": "2022-01-01", "by": "kind", "compare": "year"})

    listed = response.context["aims"][0]
    assert (listed.value, listed.target.year) == (2, 2021)
    assert response.context["parts"] == [("企业", 1), ("电子商务平台", 1)]
    [first, *_] = dict(response.context["groups"])["名录"]
    assert (first.before, first.change) == (0, "增2")
    assert "上年同日（2021-01-01）" in text(response)


@pytest.mark.parametrize(
    "query", [{"as_of": "不是日期"}, {"as_of": "2099-01-01"}, {"by": "nobody"}, {"as_of": "\x00"}]
)
def test_board_when_asked_nonsense_then_today(client, sign_in, handler, query):
    sign_in(handler)

    response = client.get(BOARD, query)

    assert response.context["day"] == TODAY


@pytest.mark.parametrize("role", [Role.UNIT_USER, Role.AGENCY_CLERK, Role.SYSTEM_ADMIN])
def test_pages_when_the_role_has_no_business_here_then_403(client, sign_in, compiled, role):
    snapshot = compiled()
    sign_in(make_user(role))

    addresses = (BOARD, "/goals/measures/roster.listed/", "/goals/targets/set/", page(snapshot))
    assert [client.get(each).status_code for each in addresses] == [403] * 4


def test_board_when_there_are_more_units_then_no_more_queries(
    client, sign_in, handler, django_assert_max_num_queries
):
    make_edition([make_unit() for _ in range(5)])
    sign_in(handler)
    client.get(BOARD)

    with django_assert_max_num_queries(40):
        client.get(BOARD)


@pytest.mark.parametrize("measure", [each.code for each in measures])
def test_measure_when_opened_then_rule_day_and_rows(client, sign_in, handler, roster, measure):
    sign_in(handler)

    response = client.get(reverse("goals:measure", args=[measure]))

    found = response.context["measure"]
    assert found.rule in text(response)
    assert TODAY.isoformat() in text(response)
    if found.group == "名录":
        assert response.context["count"].number == response.context["line"].value


def test_measure_when_asked_for_a_past_day_then_the_rows_of_that_day(
    client, sign_in, handler, roster
):
    sign_in(handler)

    shown = text(client.get("/goals/measures/roster.listed/", {"as_of": "2022-01-01"}))

    assert roster[0].name in shown
    assert roster[2].name not in shown


def test_measure_when_unknown_then_404(client, sign_in, handler):
    sign_in(handler)

    assert client.get("/goals/measures/nobody/").status_code == 404


def test_rows_when_of_applications_then_only_what_the_person_may_see(client, sign_in):
    sign_in(make_user(Role.LEGAL_REVIEWER))

    response = client.get("/goals/measures/applications.received/")

    assert response.status_code == 200


def test_target_when_set_on_the_page_then_on_the_board(client, sign_in, handler, roster):
    sign_in(handler)
    sent = {"measure": "roster.listed", "year": TODAY.year, "number": 3, "basis": "示例要点"}

    response = client.post("/goals/targets/set/", sent, follow=True)

    assert Target.objects.get(year=TODAY.year).number == 3
    assert "已达标" in text(response)
    refused = client.post("/goals/targets/set/", {**sent, "year": 2025})
    assert "往年的目标不再修改" in text(refused)


def test_snapshot_when_it_goes_its_way_then_each_finds_it_on_the_desk(
    client, sign_in, handler, colleague, leader, roster
):
    sign_in(handler)
    client.post(
        reverse("goals:compile"),
        {"title": "示例统计", "as_of": AS_OF.isoformat(), "codes": ["roster.listed"]},
    )
    snapshot = FigureSnapshot.objects.get()
    assert titles(handler) == ["核对后提交复核：示例统计"]
    client.post(page(snapshot, "submit"), {"confirm": "1"})
    assert (titles(handler), titles(colleague)) == ([], ["待复核：示例统计"])
    assert "编制人不能自己复核" in text(client.get(page(snapshot, "check")))

    sign_in(colleague)
    assert "各项数字一致" in text(client.get(page(snapshot, "check")))
    client.post(page(snapshot, "check"), {"confirm": "1"})
    assert "编制人和复核人不能发布" in text(client.get(page(snapshot, "release")))
    assert client.post(page(snapshot, "release"), {"confirm": "1"}).status_code == 403

    assert (titles(colleague), titles(leader)) == ([], ["待发布：示例统计"])
    sign_in(leader)
    assert "在库单位：3家" in text(client.get(page(snapshot, "release")))
    client.post(page(snapshot, "release"), {"confirm": "1"})
    assert titles(leader) == []
    assert "示例统计" in text(client.get("/figures/"))


def test_release_when_opened_by_who_may_not_then_says_who_may(client, sign_in, checked):
    snapshot = checked()
    sign_in(make_user(Role.LEGAL_REVIEWER))

    assert "需要以下角色之一：审定领导" in text(client.get(page(snapshot, "release")))


def test_check_when_facts_have_changed_then_the_second_person_is_told(
    client, sign_in, submitted, colleague, roster
):
    snapshot = submitted()
    depart(
        unit=roster[0],
        on=AS_OF,
        ground=ExitGround.DISSOLVED,
        by=None,
        today=TODAY,
        reason="示例",
    )
    sign_in(colleague)

    shown = text(client.get(page(snapshot, "check")))

    assert "保存的是3家，现在计算为2家" in shown


def test_result_when_entered_on_the_page_then_waits_for_a_second_person(
    client, sign_in, checked, handler, leader
):
    snapshot = checked()
    sign_in(handler)
    sent = {
        "decider": leader.pk,
        "decided_on": TODAY.isoformat(),
        "channel": "paper",
        "scan": upload("呈批单.pdf", pdf()),
        "confirm": "1",
    }

    response = client.post(page(snapshot, "result"), sent)

    assert response["Location"] == page(snapshot)
    assert OfflineResult.objects.get().payload == {"digest": snapshot.digest}
    assert titles(leader) == []


def test_public_when_nothing_is_released_then_says_so(client, compiled):
    compiled()

    assert "还没有发布统计数据" in text(client.get("/figures/"))
    assert client.get("/figures/workbook/").status_code == 404
    assert "统计数据" not in text(client.get("/"))


def test_public_when_released_then_the_frozen_figures_day_and_rules(client, released, roster):
    snapshot = released()
    make_edition([make_unit()], TODAY)

    shown = text(client.get("/figures/"))

    assert "在库单位：3家" in shown
    assert AS_OF.isoformat() in shown
    assert snapshot.figures[0]["rule"] in shown
    home = client.get("/")
    assert home.context["released"][0].text == "3"
    assert "名录概况" not in text(home)


def test_public_when_corrected_then_the_differences_and_reason(
    client, released, roster, handler, colleague, leader
):
    first = released()
    depart(
        unit=roster[0],
        on=AS_OF,
        ground=ExitGround.DISSOLVED,
        by=None,
        today=TODAY,
        reason="示例",
    )
    second = services.correct(first, reason="注销登记补录。", by=handler, today=TODAY)
    services.submit(second, by=handler, today=TODAY)
    services.check(second, by=colleague, today=TODAY)
    assert "更正说明" not in text(client.get("/figures/"))

    services.release(second, by=leader, today=TODAY)

    shown = text(client.get("/figures/"))
    assert "在库单位由3家更正为2家。" in shown
    assert "注销登记补录。" in shown


def test_workbook_when_downloaded_then_codes_are_text_and_the_rule_stands_beside(
    client, sign_in, released, handler
):
    snapshot = released()
    sign_in(handler)

    response = client.get(page(snapshot, "workbook"))

    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    code = next(cell for cell in cells if cell.value == "roster.listed")
    assert (code.data_type, code.number_format) == ("s", "@")
    assert snapshot.figures[0]["rule"] in [cell.value for cell in cells]
    assert 3 in [cell.value for cell in cells]
    assert AccessEvent.objects.filter(kind="export").count() == 1


def test_list_when_filtered_then_only_those(client, sign_in, handler, released, compiled):
    released()
    compiled(as_of=TODAY, title="九月统计")
    sign_in(handler)

    shown = text(client.get(reverse("goals:snapshots"), {"q": "九月"}))

    assert "九月统计" in shown
    assert "示例统计数据" not in shown
    everything = client.get(reverse("goals:snapshots"))
    assert everything.context["count"].number == 2
