"""From an office's Excel to the new edition, its Excel, and its comparison with the last."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from ipcontact.accounts.roles import Role
from registry.applications.models import Application
from registry.batches.models import ReviewBatch
from registry.notices.choices import CheckPoint
from registry.notices.models import PublicNotice
from registry.notices.tasks import end_windows
from registry.recommendations.models import Recommendation, RecommendationSheet
from registry.roster.choices import ExitGround
from registry.roster.models import RosterEdition
from registry.roster.services import depart
from registry.units.models import Unit
from tests.changing import effective, renaming
from tests.deciding import make_division_head, make_leader
from tests.factories import credit_code, make_agency, make_edition, make_unit, make_user
from tests.filing import TODAY, make_round, region_agency
from tests.journeys.desk import Desk, answered, url
from tests.recommending import clerk_of, head_of, office_sheet, set_quota, stamped_page
from tests.workbooks import cells_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = TODAY.isoformat()
CONFIRM = re.compile(r"/recommendations/confirm/[\w-]+/")
NAME = "2026年示例第二批"
RECOMMENDED = [(f"示例推荐{n}号有限公司", credit_code()) for n in "一二三四"]
DECLINES = RECOMMENDED[-1]
CONTACT = {"department": "知识产权保护科", "phone": "022-00000000", "address": "示例路1号"}


@pytest.fixture(autouse=True)
def _bureau(fixed_today, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    fixed_today(DAY)


@pytest.fixture
def handler():
    return make_user(Role.HANDLER, name="陈知远")


@pytest.fixture
def second():
    return make_user(Role.HANDLER, name="林若川")


@pytest.fixture
def leader():
    return make_leader(name="赵明澈")


@pytest.fixture
def first() -> RosterEdition:
    """The edition before: one unit stays, one will be renamed, one will leave."""
    units = [make_unit(f"示例{what}有限公司") for what in ("留库", "旧名", "注销")]
    return make_edition(units, date(2025, 12, 20), name="2025年示例第一批")


def test_list_of_an_office_when_taken_all_the_way_then_edition_excel_and_comparison_agree(
    first, handler, second, leader, fixed_today
):
    station = region_agency()

    _recommend(station)
    _confirm_by_link(clerk_of(station))
    _review(handler, second)
    batch = _decide(handler, leader)
    stays, renamed, gone = (entry.unit for entry in first.entries.order_by("position"))
    effective(renamed, renaming("示例新名有限公司"), by=handler, checker=second)
    depart(unit=gone, on=TODAY, ground=ExitGround.DISSOLVED, by=leader, today=TODAY, reason="注销")
    notice = _publish(batch, handler, second)
    fixed_today(f"{notice.ends_on + timedelta(days=1)}")
    edition = _announce(notice, leader)

    assert edition.entry_count == len(RECOMMENDED) - 1
    listed = {*RECOMMENDED} - {DECLINES}
    kept = {(stays.name, stays.credit_code), ("示例旧名有限公司", renamed.credit_code)}
    assert _exported(edition) == listed | kept
    renamed.refresh_from_db()
    _compare(first, edition, added=listed, left=gone, renamed=renamed)
    assert set(Application.objects.values_list("state", flat=True)) == {"declined", "listed"}


def _recommend(station) -> None:
    """The clerk hands in the sheet as the office writes it; the head signs all of it."""
    round_ = make_round()
    set_quota(round_, station, len(RECOMMENDED))
    clerk, head = Desk(clerk_of(station)), Desk(head_of(station))
    file = SimpleUploadedFile("推荐汇总表.xlsx", office_sheet(RECOMMENDED))
    clerk.press(url("recommendations:sheet-new"), file=file, round=round_.number)
    sheet = RecommendationSheet.objects.get()
    assert f"{len(RECOMMENDED)}家可导入" in clerk.see(sheet.get_absolute_url())
    clerk.press(url("recommendations:sheet-import", sheet.key), confirm="1")
    picks = [str(key) for key in Recommendation.objects.to_sign().values_list("key", flat=True)]
    many = url("recommendations:sign-many")
    seen = head.client.post(many, {"pick": picks}).context["form"]["seen"].value()
    head.press(many, pick=picks, seen=seen, confirm="1")


def _confirm_by_link(clerk) -> None:
    """Three units answer on their phones, the last one declines."""
    texts = url("recommendations:texts", RecommendationSheet.objects.get().key)
    written = Desk(clerk).client.post(texts, {"confirm": "1"}).content.decode()
    links = list(dict.fromkeys(CONFIRM.findall(written)))
    assert len(links) == len(RECOMMENDED)
    unit = Desk()
    for link in links:
        asked = unit.client.get(link).context["form"]
        facts = {field.html_name: field.value() for field in asked if field.name != "stamped"}
        if facts["unit_name"] == DECLINES[0]:
            unit.client.post(f"{link}decline/", {"reason": "暂不参加"})
        else:
            unit.press(link, **{**facts, "agreed": "on"}, stamped=stamped_page())


def _review(handler, second) -> None:
    """复核, 综合考察, 征求意见, 信用核查."""
    desk, office = Desk(handler), make_agency("partner")
    for application in Application.objects.filter(state="bureau_review"):
        for claim in application.claims.select_related("criterion"):
            page = url("applications:check-claim", application.application_no, claim.criterion.code)
            desk.press(page, state="accepted", version=claim.version, confirm="1")
    picks = _numbers("bureau_review")
    desk.press(url("applications:pass-clean"), pick=picks, confirm="1")
    desk.press(
        url("reviews:inspect-many"),
        pick=picks,
        mode="documents",
        done_on=DAY,
        first=handler.pk,
        second=second.pk,
        conclusion="fit",
        goes_on="on",
        confirm="1",
    )
    desk.press(
        url("reviews:ask"),
        pick=picks,
        title="关于征求意见的函",
        agencies=[office.code],
        sent_on=DAY,
        reply_days="5",
        confirm="1",
    )
    letter = Application.objects.get(application_no=picks[0]).opinion_requests.get()
    desk.press(url("reviews:no-objection", letter.number), confirm="1", replied_on=DAY)
    sent = desk.take(url("reviews:credit-export"))
    returned = SimpleUploadedFile("信用核查表.xlsx", answered(sent, recorded=0))
    asked = {"file": returned, "checked_on": DAY, "checker": "信用科"}
    preview = desk.client.post(url("reviews:credit-import"), asked)
    desk.press(url("reviews:credit-import"), rows=preview.context["rows"])


def _decide(handler, leader) -> ReviewBatch:
    """A list of all that are ripe; the leader agrees to it in one tick."""
    maker, head = Desk(handler), make_division_head()
    picks = _numbers("ready")
    maker.press(url("batches:compose"), pick=picks, target="new", name=NAME, confirm="1")
    batch = ReviewBatch.objects.get()
    chain = {"reviewer": head.pk, "decider": leader.pk}
    maker.press(url("batches:settings", batch.number), name=NAME, **chain)
    maker.press(url("batches:submit", batch.number), recusals_checked="on", confirm="1")
    Desk(head).press(url("batches:sign", batch.number), confirm="1")
    Desk(leader).press(url("batches:decide", batch.number), agree_rest="on", confirm="1")
    return batch


def _publish(batch: ReviewBatch, handler, second) -> PublicNotice:
    """起草, 核稿 by the other one, 发布, the address on the portal."""
    desk = Desk(handler)
    desk.press(url("notices:draft", batch.number), then="edit", confirm="1")
    notice = PublicNotice.objects.get()
    edit = url("notices:edit", notice.number)
    words = desk.client.get(edit).context["form"].initial
    desk.press(edit, **{name: value or "" for name, value in words.items()} | CONTACT)
    desk.press(url("notices:submit", notice.number), confirm="1")
    Desk(second).press(url("notices:check", notice.number), ticked=CheckPoint.values, confirm="1")
    desk.press(url("notices:publish", notice.number), confirm="1")
    portal = {"url": "https://portal.example.gov.cn/1.html", "portal_on": DAY}
    desk.press(url("notices:portal", notice.number), **portal, confirm="1")
    notice.refresh_from_db()
    assert NAME in Desk().see(notice.public_url)
    return notice


def _announce(notice: PublicNotice, leader) -> RosterEdition:
    assert end_windows(0) == 1
    desk = Desk(leader)
    assert "3家可以公布" in desk.see("/desk/")
    desk.press(url("notices:announce", notice.number), edition_name=NAME, confirm="1")
    return RosterEdition.objects.get(name=NAME)


def _exported(edition: RosterEdition) -> set[tuple[str, str]]:
    """Name and code of every row of the Excel that everybody can download."""
    on = edition.published_on.isoformat()
    book = load_workbook(io.BytesIO(Desk().take(url("roster:export", "xlsx"), as_of=on)))
    head, *rows = _table(book.worksheets[0])
    return {(row[head.index("单位名称")], row[head.index("统一社会信用代码")]) for row in rows}


def _compare(older: RosterEdition, newer: RosterEdition, *, added, left: Unit, renamed: Unit):
    asked = {"from": older.number, "to": newer.number}
    page = Desk().see(url("roster:compare"), **asked)
    assert f"新增{len(added)}家，移出1家，更名1家" in page
    book = load_workbook(io.BytesIO(Desk().take(url("roster:compare-export", "xlsx"), **asked)))
    _, *rows = _table(book.worksheets[0])
    told = {row[1:5] for row in rows}  # after the number: change, name, old name, code
    assert told == {
        *(("新增", name, "", code) for name, code in added),
        ("移出", left.name, "", left.credit_code),
        ("更名", renamed.name, "示例旧名有限公司", renamed.credit_code),
    }


def _table(sheet) -> list[tuple[str, ...]]:
    """The head of the table and its rows, without title and remarks."""
    rows = list(cells_of(sheet))
    start = next(place for place, row in enumerate(rows) if "统一社会信用代码" in row)
    code = rows[start].index("统一社会信用代码")
    return [rows[start], *(row for row in rows[start + 1 :] if len(row[code]) == 18)]


def _numbers(state: str) -> list[str]:
    rows = Application.objects.filter(state=state).order_by("pk")
    return list(rows.values_list("application_no", flat=True))
