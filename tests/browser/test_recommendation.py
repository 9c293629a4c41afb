"""Stories 1 and 2: an office recommends by Excel; the unit confirms on a phone."""

import re
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import expect

from ipcontact.ui.models import SiteProfile
from registry.applications.models import Application
from registry.recommendations.models import Recommendation
from registry.rounds.models import IntakeRound
from registry.units.models import Unit
from tests.browser.conftest import PHONE
from tests.browser.effort import Effort
from tests.factories import credit_code
from tests.files import samples
from tests.filing import make_round
from tests.recommending import link_to, office_sheet, set_quota, signed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAMPLES = Path(__file__).parents[1] / "sheets/samples"
LINES = 28
OFFICE_CLICKS, OFFICE_MINUTES = 4, 2
ANSWER_SECONDS = 10  # from the sheet to what it holds
UNIT_TAPS, UNIT_MINUTES = 5, 3
FACTS = (
    "单位全称", "单位类型", "住所", "所属功能区或街镇", "联络员姓名", "联络员手机",
)  # fmt: skip


def _round() -> IntakeRound:
    found = IntakeRound.objects.filter(name="示例推荐批次").first()
    return found or make_round(now=timezone.now(), name="示例推荐批次")


def test_office_when_recommending_by_excel_then_four_clicks_and_every_unit_is_asked(
    story, page, open_page, sign_in, axe
):
    clerk, head = story.people["neiqin1"], story.people["suozhang"]
    round_ = _round()
    set_quota(round_, clerk.agency, 30)
    listed = list(Unit.objects.listed().exclude(credit_code=None)[:2])
    code = credit_code()
    lines = [(f"示例塘沽推荐{n}号有限公司", credit_code()) for n in range(LINES - 3)]
    lines += [(unit.name, unit.credit_code) for unit in listed]
    lines.append(("示例错码有限公司", f"{code[:8]}O{code[9:]}"))
    sign_in(page, clerk)
    page.goto("/desk/")
    hand = Effort(page)

    hand.press("link", "推荐", exact=True)
    file = {"name": "推荐汇总表.xlsx", "mimeType": XLSX, "buffer": office_sheet(lines)}
    hand.choose("推荐汇总表（Excel）", file)  # dragged, or one click
    axe(page)
    before = hand.waited
    hand.press("button", "上传并预览")
    words = "28行：25家可导入、2家已在库、1行信用代码第9位有误（C31）。"
    page.get_by_text(words).wait_for()
    assert hand.waited - before <= ANSWER_SECONDS
    hand.read(page.get_by_text(words))
    axe(page)
    hand.press("button", "导入 25 家")
    page.get_by_text("已导入 25 家，等负责人签发").wait_for()

    assert hand.clicks == OFFICE_CLICKS
    assert Recommendation.objects.filter(sheet_line__isnull=False).count() == 25

    hand.press("link", re.compile("改正.*第 31 行"))
    hand.type("统一社会信用代码", code)
    axe(page)
    hand.press("button", "改好并重新核对")
    hand.press("button", "导入 1 家")
    page.get_by_text("已导入 26 家").wait_for()

    chief = open_page()
    sign_in(chief, head)
    chief.goto("/desk/")
    chief.get_by_role("link", name="批量签发").click()
    chief.get_by_label("选中本页全部").check()
    axe(chief)
    chief.get_by_role("button", name="签发推荐").click()
    chief.get_by_text("推荐 25 家").wait_for()
    axe(chief)
    chief.get_by_role("button", name="批量签发推荐").click()
    chief.get_by_text("已签发 25 份推荐").wait_for()
    expect(chief.get_by_role("main")).to_contain_text("已签发 25 家，还剩 5 家")

    page.reload()
    hand.press("link", "复制邀请文案")
    hand.press("button", "生成全部邀请文案")
    page.get_by_role("heading", name="25 家的邀请文案").wait_for()
    expect(page.get_by_role("button", name="复制给")).to_have_count(25)
    hand.press("button", "复制给")
    assert hand.minutes <= OFFICE_MINUTES  # with the mended line and the invitations
    axe(page)
    texts = page.get_by_role("textbox").all()
    assert len([t for t in texts if "/recommendations/confirm/" in t.input_value()]) == 25


def test_office_when_its_sheet_is_an_old_xls_then_read_as_it_is_and_told_what_is_wrong(
    story, page, sign_in
):
    clerk = story.people["neiqin1"]
    _round()
    sign_in(page, clerk)
    page.goto("/desk/")
    content = (SAMPLES / "office-roster.xls").read_bytes()  # title, merged areas, =ROW(), 落款
    hand = Effort(page)

    hand.press("link", "推荐", exact=True)
    file = {"name": "汇总表.xls", "mimeType": "application/vnd.ms-excel", "buffer": content}
    hand.choose("推荐汇总表（Excel）", file)
    hand.press("button", "上传并预览")

    expect(page.get_by_role("main")).to_contain_text("5行：")
    expect(page.get_by_role("main")).to_contain_text("填表人：张某")  # said to be skipped
    assert hand.waited <= ANSWER_SECONDS


def test_unit_when_asked_on_a_phone_then_five_taps_without_script_and_password(
    story, open_page, axe, browser
):
    head = story.people["suozhang"]
    made = signed(_round(), agency=head.agency, head=head, now=timezone.now())
    path = f"/recommendations/confirm/{link_to(made.application)}/"
    looking = open_page(PHONE)
    looking.goto(path)
    axe(looking)
    looking.goto(f"{path}page/")
    axe(looking)
    looking.goto(f"{path}decline/")
    axe(looking)
    page = open_page(PHONE, java_script_enabled=False)  # WeChat's browser, at its worst

    hand = Effort(page)

    hand.go(path)  # 1 tap on the link
    expect(page.get_by_role("banner")).to_contain_text(SiteProfile.objects.current().organ_name)
    form = page.get_by_role("main")
    assert "核对下面 8 项" in hand.read(form)
    expect(form).to_contain_text(made.application.credit_code)
    expect(form).to_contain_text("符合的入库条件")
    for fact in FACTS:
        expect(form.get_by_label(fact)).not_to_have_value("")
    expect(form.locator("input[type=password]")).to_have_count(0)
    hand.type("住所", "天津市滨海新区新路9号")  # 2
    picture = {"name": "盖章页.jpg", "mimeType": "image/jpeg", "buffer": samples.jpeg()}
    hand.photograph("盖章页的照片或扫描件", picture)  # 3
    hand.tick("已逐条阅读并同意以上承诺")  # 4
    hand.press("button", "确认并提交")  # 5

    page.get_by_role("heading", name="已确认，申报已提交区局").wait_for()
    assert hand.taps <= UNIT_TAPS
    assert hand.minutes <= UNIT_MINUTES
    application = Application.objects.get(pk=made.application_id)
    assert application.state == "bureau_review"
    assert application.answers["basic"]["registered_address"] == "天津市滨海新区新路9号"
    expect(page.get_by_role("main")).to_contain_text(application.application_no)
    page.go_back()
    page.goto(path)
    expect(page.get_by_role("heading", name="已确认，申报已提交区局")).to_be_visible()
    looking.goto(path)
    expect(looking.get_by_role("main")).to_contain_text("链接已经用过")
    axe(looking)


def test_unit_when_something_is_missing_then_the_summary_leads_to_the_field(story, phone_page, axe):
    head = story.people["suozhang"]
    made = signed(_round(), agency=head.agency, head=head, now=timezone.now())

    phone_page.goto(f"/recommendations/confirm/{link_to(made.application)}/")
    phone_page.get_by_label("联络员手机").fill("123")
    phone_page.get_by_role("button", name="确认并提交").click()

    alert = phone_page.get_by_role("alert").inner_text()
    assert "手机号应为 11 位数字" in alert
    assert "请拍下或选择盖章页" in alert
    axe(phone_page)
