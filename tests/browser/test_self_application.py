"""Story 3: a unit applies by itself, in two sittings, without account and with one."""

import re

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from registry.applications.models import Application
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.effort import Effort
from tests.browser.test_every_page import _invalid
from tests.factories import credit_code
from tests.files.samples import pdf
from tests.filing import make_round, region_agency

NAME = "滨海示例海洋工程装备制造与知识产权运营管理（集团）股份有限公司"
MOST_MINUTES = 20  # in two sittings, with the printed form


@pytest.fixture
def round_(story, settings, tmp_path):
    """A round that is open now."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    region_agency()
    return make_round(now=timezone.now())


@pytest.fixture
def sound(axe_findings):
    """`sound(page)`: axe finds nothing, the HTML is valid, nothing is wider than the screen."""

    def check(page) -> None:
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found = [*axe_findings(page), *_invalid(page.content())]
        assert (found, wide <= 0) == ([], True), page.url

    return check


def chosen(name: str) -> dict:
    return {"name": name, "mimeType": "application/pdf", "buffer": pdf()}


def press(page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


@pytest.mark.slow
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1440", "390"])
def test_unit_when_it_applies_in_two_sittings_then_nothing_is_lost_and_a_receipt(
    open_page, round_, story, sound, size
):
    page = open_page(size)
    hand = Effort(page)
    page.goto("/")
    hand.press("link", "我要申报")
    sound(page)
    ours = page.get_by_role("article").filter(has_text=round_.name)
    hand.click(ours.get_by_role("link", name="开始申报"))
    hand.type("统一社会信用代码", "91120116MA00000010")
    hand.press("button", "核对代码")
    page.get_by_role("alert").wait_for()
    sound(page)
    listed = story.station_unit
    hand.type("统一社会信用代码", listed.credit_code)
    hand.press("button", "核对代码")
    expect(page.get_by_role("status")).to_contain_text(f"{listed.name}已在名录中")
    expect(page.get_by_role("button", name="领取申报编号，开始填写")).to_have_count(0)
    sound(page)
    hand.type("统一社会信用代码", credit_code())
    hand.press("button", "重新核对")
    sound(page)
    hand.press("button", "领取申报编号，开始填写")
    number = page.locator("#application-no").inner_text()
    code = page.locator("#lookup-code").inner_text()
    sound(page)

    hand.press("link", "已记下，开始填写")
    hand.type("单位全称", NAME)
    hand.type("住所", "天津市滨海新区示例路1号")
    hand.pick("所属功能区或街镇", index=1)
    hand.type("上年营业收入", "很多")
    hand.press("button", "保存并填写入库条件与证明")
    page.get_by_role("link", name=re.compile("上年营业收入")).wait_for()
    sound(page)
    hand.type("上年营业收入", "12000")
    with page.expect_response(lambda answer: "autosave" in answer.url) as saved:
        hand.type("职工人数", "85")
    assert saved.value.ok

    page.context.clear_cookies()  # the second sitting: another day, only the slip of paper
    page.goto("/applications/form/lookup/")
    sound(page)
    hand.type("申报编号", number)
    hand.type("查询码", code)
    hand.press("button", "查询进度")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    sound(page)
    hand.press("link", "基本信息", exact=True)
    expect(page.get_by_label("职工人数")).to_have_value("85")
    hand.press("button", "保存并填写入库条件与证明")

    questions = page.get_by_role("group", name="入库条件，可多选")
    expect(questions.locator(".claim")).to_have_count(9)
    expect(page.get_by_label("证书编号")).to_be_hidden()
    hand.read(questions)
    hand.tick("有没有高新技术企业证书")
    hand.type("证书编号", "GR202412000000")
    hand.press("button", "保存并填写知识产权情况")
    page.get_by_text("还没有上传证书扫描件").first.wait_for()
    sound(page)
    hand.type("发证日期", "2024-10-31")
    hand.choose("证书扫描件", chosen("高新技术企业证书.pdf"))
    hand.press("button", "保存并填写知识产权情况")
    sound(page)
    hand.press("button", "保存并填写联络员")
    hand.type("主联络员姓名", "示例甲")
    sound(page)
    hand.press("button", "保存并填写附件")
    hand.tick("执照由区局核查")
    sound(page)
    hand.press("button", "保存并填写承诺与核对")
    sound(page)
    hand.press("link", re.compile("^主联络员手机："))
    expect(page).to_have_url(re.compile("#.*contacts-primary_mobile$"))
    hand.type("主联络员手机", "13900000001")
    hand.press("button", "保存并填写附件")
    hand.press("button", "保存并填写承诺与核对")
    promises = page.locator("[aria-labelledby=promises]")
    hand.read(promises)
    for box in promises.locator("input").all():
        hand.tick(box)
    hand.press("button", "提交申报")

    page.get_by_role("heading", name="申报已提交").wait_for()
    expect(page.locator("#application-no")).to_have_text(number)
    sound(page)
    page.go_back()
    page.reload()  # what a browser shows of a page it was told not to keep
    expect(page).to_have_url(re.compile(f"/{number}/$"))
    hand.press("link", "第1次提交的申报表")
    expect(page.locator(".footed tfoot")).to_contain_text(number)
    sound(page)
    hand.press("link", "上传盖章的申报表")
    hand.choose("盖章的申报表", chosen("盖章页.pdf"))
    hand.press("button", "上传盖章件")
    page.get_by_text("与当前内容一致").wait_for()
    sound(page)
    assert hand.minutes <= MOST_MINUTES
    page.get_by_role("link", name="返回进度").click()
    page.get_by_role("link", name="撤回申报").click()
    page.get_by_label("撤回的原因").fill("材料需要重新整理")
    sound(page)
    press(page, "撤回申报")
    page.get_by_text("已撤回申报").wait_for()
    assert Application.objects.get(application_no=number).state == "withdrawn"


def test_unit_without_script_when_applying_then_the_same_way_to_the_receipt(open_page, round_):
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(f"/applications/form/new/{round_.number}/")
    page.get_by_label("统一社会信用代码").fill(credit_code())
    press(page, "核对代码")
    press(page, "领取申报编号，开始填写")
    page.get_by_role("link", name="已记下，开始填写").click()
    page.get_by_label("单位全称").fill(NAME)
    page.get_by_label("住所").fill("天津市滨海新区示例路1号")
    page.get_by_label("所属功能区或街镇").select_option(index=1)
    press(page, "保存并填写")
    page.get_by_label("以上都不是").check()
    page.get_by_label("申报理由").fill("正在海外参展，常被仿冒。")
    press(page, "保存并填写")
    press(page, "保存并填写")
    page.get_by_label("主联络员姓名").fill("示例甲")
    page.get_by_label("主联络员手机").fill("13900000001")
    press(page, "保存并填写")
    press(page, "保存并填写")
    for box in page.locator("[aria-labelledby=promises] input").all():
        box.check()

    press(page, "提交申报")

    page.get_by_role("heading", name="申报已提交").wait_for()


def test_account_when_it_applies_then_its_files_stand_under_mine(
    open_page, round_, sign_in, story, sound
):
    page = open_page()
    sign_in(page, story.person("unit_user"))
    page.goto("/applications/form/mine/")
    sound(page)
    page.goto(f"/applications/form/new/{round_.number}/")
    sound(page)
    page.get_by_label("统一社会信用代码").fill(credit_code())
    press(page, "核对代码")
    press(page, "领取申报编号，开始填写")
    number = page.locator("#application-no").inner_text()

    page.goto("/applications/form/mine/")

    page.get_by_text(number).wait_for()
    sound(page)
    page.get_by_role("link", name="还没有填写单位名称").click()
    expect(page).to_have_url(re.compile(f"/applications/form/{number}/$"))
    sound(page)
