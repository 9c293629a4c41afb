"""Answers on paper entered for the unit, an annulled inclusion, and the unit of an agent."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import expect

from ipcontact.notifications.services import issue_link
from registry.applications import services
from registry.applications.filling import AGENT_LINK, filling_of
from registry.applications.models import Application
from tests.deciding import enquired, ready
from tests.files import samples
from tests.filing import make_round
from tests.noticing import decided_batch
from tests.registry.applications.office import in_bureau

SCAN = {"name": "盖章件.pdf", "mimeType": "application/pdf", "buffer": samples.pdf()}
MENDED = "天津市滨海新区示例大道8号"
MARKS = {
    "basic.registered_address": "与登记信息不一致，请核对后更正。",
    "contacts.primary_mobile": "号码打不通，请核对。",
    "claim.9": "请写明近三年维权情况。",
}


def test_clerk_when_the_unit_brings_paper_then_entered_in_one_page(story, page, sign_in, sound):
    now, clerk = timezone.now(), story.people["neiqin1"]
    region = clerk.agency.regions.first().code
    application = in_bureau(now=now, region=region)
    services.save_marks(application, marks=MARKS, by=story.people["jingban1"])
    services.return_to_unit(application, by=story.people["jingban1"], today=timezone.localdate(now))
    sign_in(page, clerk)

    page.goto(application.get_absolute_url())
    page.get_by_role("link", name="代录补充材料").click()
    main = page.get_by_role("main")
    expect(main.get_by_text("现在登记的是 139****0001")).to_be_visible()
    sound(page)
    main.get_by_role("textbox", name="住所").fill(MENDED)
    main.locator("textarea[name$=statement]").fill("近三年维权六次，出口十一国。")
    main.get_by_role("button", name="录入并重新提交").click()
    expect(main.get_by_role("alert")).to_contain_text("请上传盖章的补充材料")
    expect(main.get_by_role("textbox", name="住所")).to_have_value(MENDED)
    sound(page)
    main.get_by_label("盖章的补充材料的照片或扫描件").set_input_files(SCAN)
    main.get_by_role("button", name="录入并重新提交").click()

    expect(page.get_by_text("已代单位录入并重新提交")).to_be_visible()
    expect(page.locator("#answered")).to_contain_text("按单位盖章的纸面材料代为录入")
    sound(page)
    application.refresh_from_db()
    assert application.state == "bureau_review"
    assert application.persons["contacts"]["primary_mobile"] == "13900000001"


def test_leader_when_an_inclusion_was_wrong_then_annulled_from_the_list(
    story, page, sign_in, sound
):
    now, handler, leader = timezone.now(), story.people["jingban1"], story.people["lingdao"]
    round_ = make_round(now=now)
    rows = enquired([ready(round_, by=handler, now=now) for _ in range(2)], by=handler, now=now)
    batch = decided_batch(rows, by=handler, leader=leader, now=now)
    name = rows[0].unit_name
    sign_in(page, leader)

    page.goto(batch.get_absolute_url())
    sound(page)
    page.get_by_role("row", name=name).get_by_role("link", name="撤销审定").click()
    sound(page)
    page.get_by_label("理由").fill("核查发现证明材料与原件不符。")
    page.get_by_role("button", name="撤销审定").click()

    expect(page.get_by_text("已撤销审定，拟定人和单位会收到消息。")).to_be_visible()
    expect(page.get_by_text("其后撤销审定1家")).to_be_visible()
    sound(page)
    rows[0].refresh_from_db()
    assert rows[0].state == "not_selected"


def test_unit_when_an_agent_filled_in_then_confirmed_on_a_phone_and_staff_see_it(
    story, page, phone_page, sign_in, sound
):
    now, handler = timezone.now(), story.people["jingban1"]
    application = in_bureau(now=now)
    filler = {"is_agent": True, "organisation": "示例代理有限公司"}
    answers = {**application.answers, "filler": filler}
    Application.objects.filter(pk=application.pk).update(answers=answers)
    sign_in(page, handler)
    page.goto(application.get_absolute_url())
    expect(page.get_by_role("link", name="再次请单位确认")).to_be_visible()
    sound(page)

    token = issue_link(purpose=AGENT_LINK, subject=application, by=None).token
    phone_page.goto(f"/applications/agent/{token}/")
    sound(phone_page)
    phone_page.get_by_role("button", name="是本单位委托的，确认").click()

    expect(phone_page.get_by_role("status")).to_contain_text("已确认")
    sound(phone_page)
    assert filling_of(application).state == "confirmed"
    page.reload()
    expect(page.get_by_text("由示例代理有限公司代填，单位已确认")).to_be_visible()
    expect(page.get_by_role("link", name="再次请单位确认")).to_have_count(0)
