"""A unit has lost its 查询码: from 更多 on the record to the new one, shown once."""

import re

from django.utils import timezone

from registry.applications.lookup import lookup_code
from tests.registry.applications.office import in_bureau


def test_office_when_a_unit_lost_its_code_then_four_clicks_and_a_new_one(story, page, sign_in, axe):
    region = story.people["neiqin1"].agency.regions.first().code
    application = in_bureau(now=timezone.now(), region=region)
    sign_in(page, story.people["jingban1"])
    page.goto(application.get_absolute_url())

    page.locator("summary", has_text="更多").last.click()
    axe(page)
    page.get_by_role("link", name="换发查询码").click()
    axe(page)
    page.get_by_label("已拨打申报表登记的联络员电话核实").check()
    page.get_by_label("由谁提出、怎样核实").fill("联络员来电，回拨登记号码核对无误")
    page.get_by_role("button", name="已核实，换发查询码").click()
    page.get_by_role("heading", name="已换发查询码").wait_for()
    axe(page)

    application.refresh_from_db()
    shown = re.sub(r"\W", "", page.locator("#lookup-code").inner_text())
    assert shown == lookup_code(application.application_no, application.lookup_nonce)
