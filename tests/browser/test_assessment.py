"""The bureau assesses: papers of many at once, other offices asked, credit checked by Excel."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from registry.applications.models import Application
from registry.reviews.services import request_opinions
from registry.rounds.models import IntakeRound
from tests.filing import bypassed, make_round
from tests.workbooks import as_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def round_(story) -> IntakeRound:
    return make_round(now=timezone.now())


@pytest.fixture
def files(story, round_) -> list[Application]:
    """Three files in 考察中, of a handler who is not the one that works here."""
    names = ("渤海湾航标制造", "潮汐发电装备", "盐田机械")
    return [
        bypassed(
            round_,
            by=story.people["jingban2"],
            now=timezone.now(),
            unit_name=f"示例{name}有限公司",
        )
        for name in names
    ]


def choose(page, files: list[Application], button: str) -> None:
    """Tick these in the queue and press a button of the bar."""
    page.goto("/reviews/?per=100")
    for application in files:
        page.locator(f'input[name="pick"][value="{application.application_no}"]').check()
    page.get_by_role("button", name=button, exact=True).click()


def states(files: list[Application]) -> set[str]:
    rows = Application.objects.filter(pk__in=[application.pk for application in files])
    return set(rows.values_list("state", flat=True))


def test_bureau_when_assessing_then_files_are_looked_at_asked_about_and_checked(
    page, story, files, sign_in, sound
):
    sign_in(page, story.people["jingban1"])

    page.goto("/reviews/")
    sound(page)
    choose(page, files, "登记考察")
    sound(page)
    page.get_by_role("button", name="登记考察").click()
    page.get_by_text("已登记考察3件。").wait_for()
    assert states(files) == {"ready"}

    choose(page, files, "征求意见")
    expect(page.get_by_label("综合执法支队")).to_be_checked()
    sound(page)
    page.get_by_role("button", name="登记征求意见函").click()
    page.get_by_text("已登记征求意见函").wait_for()
    sound(page)
    _answer(page, files, sound)

    _check_credit(page, files, sound)

    page.goto(files[0].get_absolute_url())
    panel = page.locator("#assessment")
    panel.get_by_text("可以上会").wait_for()
    expect(panel.get_by_text("在侦案件一件").first).to_be_visible()
    expect(panel.get_by_text("材料审查").first).to_be_visible()
    sound(page)


def _answer(page, files, sound) -> None:
    """One office names an exception, all others have nothing against it in one click."""
    page.get_by_role("link", name=re.compile("登记回函.*公安")).click()
    sound(page)
    page.get_by_label(files[0].unit_name).fill("在侦案件一件")
    page.get_by_role("button", name="登记回函").click()
    page.get_by_text("有意见").first.wait_for()
    page.get_by_role("button", name="其余无意见（4个单位）").click()
    page.get_by_text("回函收齐").first.wait_for()
    sound(page)
    page.get_by_role("link", name="打印函件").click()
    expect(page.get_by_role("rowheader", name=files[1].unit_name)).to_be_visible()
    sound(page)


def _check_credit(page, files, sound) -> None:
    """The list goes out as Excel, comes back filled in, is looked at and saved; then again."""
    page.goto("/reviews/?credit=no&q=示例")
    with page.expect_download() as download:
        page.get_by_role("link", name="信用核查表").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    cells = list(book.worksheets[0].iter_rows())
    at = next(i for i, row in enumerate(cells) if "核查结果" in [cell.value for cell in row])
    column = {cell.value: cell.column - 1 for cell in cells[at]}
    for row in cells[at + 1 :]:
        row[column["核查结果"]].value = "未发现失信记录"
    filled = {"name": "返回.xlsx", "mimeType": XLSX, "buffer": as_bytes(book)}
    for said in (f"导入{len(cells) - at - 1}家的核查结果", ""):
        page.goto("/reviews/credit/import/")
        sound(page)
        page.get_by_label("信用科返回的 Excel").set_input_files(filled)
        page.get_by_role("button", name="上传并预览").click()
        page.get_by_role("heading", name="会带来什么").wait_for()
        sound(page)
        if said:
            page.get_by_role("button", name=said).click()
            page.get_by_text("已导入").first.wait_for()
        else:
            expect(page.get_by_role("button", name="家的核查结果")).to_have_count(0)
            expect(page.get_by_text("0行可导入")).to_be_visible()


def test_leader_when_standing_aside_then_it_is_on_the_record_and_can_be_withdrawn(
    page, story, files, sign_in, sound
):
    leader, application = story.people["lingdao"], files[0]
    sign_in(page, leader)

    page.goto(application.get_absolute_url())
    page.get_by_role("link", name="申明回避").click()
    sound(page)
    page.get_by_label("回避事由").fill("亲属在该单位任职")
    page.get_by_role("button", name="申明回避").click()
    aside = page.get_by_role("region", name="回避")
    aside.get_by_text("亲属在该单位任职").wait_for()
    sound(page)
    aside.get_by_role("link", name="撤回").click()
    page.get_by_label("理由").fill("选错了单位")
    page.get_by_role("button", name="撤回回避").click()

    aside.get_by_text("已撤回").wait_for()


def test_inspection_when_on_site_with_one_person_then_the_form_says_so_and_keeps_what_was_typed(
    page, story, files, sign_in, sound
):
    sign_in(page, story.people["jingban1"])
    page.goto(reverse("reviews:inspect", args=[files[0].application_no]))
    sound(page)

    page.get_by_label("实地考察").check()
    page.get_by_label("情况和意见").fill("现场有研发试验线")
    page.get_by_role("button", name="登记考察").click()
    page.get_by_text("两名以上考察人").first.wait_for()
    expect(page.get_by_label("情况和意见")).to_have_value("现场有研发试验线")
    sound(page)
    page.get_by_label("第二名考察人").select_option(label="示例经办二（知保科）")
    page.get_by_role("button", name="登记考察").click()

    page.get_by_text("已登记考察。").wait_for()
    assert states(files[:1]) == {"ready"}


def test_desk_when_answers_are_late_then_it_says_whom_to_ring(page, story, files, sign_in, sound):
    handler = story.people["jingban1"]
    day = timezone.localdate()
    request_opinions(
        files,
        agencies=[story.people["xiezuo"].agency],
        title="关于征求意见的函",
        sent_on=day - timedelta(days=30),
        reply_days=5,
        by=handler,
        today=day,
    )
    sign_in(page, handler)

    page.goto("/desk/")
    page.get_by_role("link", name="催办回函：公安").first.click()
    page.get_by_role("button", name=re.compile("已电话催办.*公安")).click()

    page.get_by_text("已登记电话催办1个单位。").wait_for()
    sound(page)
