"""A station recommends a real list of 160 units: from its Excel to the leader's decision."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from ipcontact.accounts.roles import Role
from registry.applications.models import Application
from registry.batches.models import ReviewBatch
from registry.recommendations.models import Recommendation, RecommendationSheet
from registry.reviews.models import CreditCheck, OpinionRequest
from tests.deciding import make_division_head, make_leader
from tests.factories import make_agency, make_user
from tests.filing import TODAY, make_round, region_agency
from tests.journeys.desk import Desk, answered, url
from tests.recommending import clerk_of, head_of, set_quota, stamped_page

REAL = Path(settings.BASE_DIR).parent / "shared" / "data" / "real_enterprises.xlsx"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(not REAL.exists(), reason="名单不随程序发布：只在有它的机器上核对"),
]
UNITS, ON_PAPER, BY_LINK = 160, 30, 3
DAY = TODAY.isoformat()
CONFIRM = re.compile(r"/recommendations/confirm/[\w-]+/")


def states() -> dict[str, int]:
    return dict(Counter(Application.objects.values_list("state", flat=True)))


def numbers(**where) -> list[str]:
    rows = Application.objects.filter(**where).order_by("pk")
    return list(rows.values_list("application_no", flat=True))


@pytest.fixture(autouse=True)
def _bureau(fixed_today, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    fixed_today(DAY)


@pytest.fixture
def station():
    return region_agency()


@pytest.fixture
def round_(station):
    found = make_round()
    set_quota(found, station, UNITS)
    return found


def test_real_list_when_recommended_by_a_station_then_decided_by_the_leader(station, round_):
    sheet = _import_and_sign(station, round_)
    _let_units_answer(station, sheet)
    _review_and_assess()
    _ask_and_check()
    batch = _decide()

    assert states() == {
        "awaiting_unit": UNITS - ON_PAPER - BY_LINK - 1,
        "declined": 1,
        "approved": ON_PAPER + BY_LINK - 5,
        "not_selected": 3,
        "ready": 2,
    }
    assert batch.state == "decided"


def _import_and_sign(station, round_) -> RecommendationSheet:
    """The clerk uploads, fills in what the list leaves out, puts one line right; the head signs."""
    clerk, head = Desk(clerk_of(station)), Desk(head_of(station))
    file = SimpleUploadedFile(REAL.name, REAL.read_bytes())
    clerk.press(url("recommendations:sheet-new"), file=file, round=round_.number)
    sheet = RecommendationSheet.objects.get()
    assert sheet.summary["counts"]["ready"] == UNITS
    region = station.regions.first().code
    clerk.press(
        url("recommendations:sheet-fill", sheet.key),
        region=region,
        criteria="（4）",
        statement="有较高的知识产权保护需求。",
    )
    line = sheet.lines.first().get_absolute_url()
    form = clerk.client.get(line).context["form"]
    cells = {field.name: field.value() for field in form}
    contact = {"contact_name": "示例甲", "contact_phone": "13900000001"}
    clerk.press(line, **{**cells, **contact, "criteria": "（4）、（9）"})
    page = clerk.see(sheet.get_absolute_url())
    assert f"导入 {UNITS} 家" in page
    assert "54" in page  # not 存续
    clerk.press(url("recommendations:sheet-import", sheet.key), confirm="1")
    assert Recommendation.objects.filter(sheet_line__sheet=sheet).count() == UNITS

    many, picks = url("recommendations:sign-many"), _keys(Recommendation.objects.to_sign())
    asked = head.client.post(many, {"pick": picks}).context["form"]
    head.press(many, pick=picks, seen=asked["seen"].value(), confirm="1")
    assert states() == {"awaiting_unit": UNITS}
    filled = Application.objects.filter(claims__criterion__code="4").distinct()
    assert filled.count() == UNITS
    return sheet


def _let_units_answer(station, sheet: RecommendationSheet) -> None:
    """A few units use their links, one declines; of others the stamped pages arrive by post."""
    clerk = Desk(clerk_of(station))
    texts = clerk.client.post(url("recommendations:texts", sheet.key), {"confirm": "1"})
    links = list(dict.fromkeys(CONFIRM.findall(texts.content.decode())))
    assert len(links) == UNITS
    unit = Desk()
    for number, link in enumerate(links[:BY_LINK]):
        asked = unit.client.get(link).context["form"]
        facts = {field.html_name: field.value() for field in asked if field.name != "stamped"}
        assert facts["region"], "filled in for the whole sheet"
        mobile = f"1390000010{number}"
        facts |= {"contact_name": "示例乙", "contact_mobile": mobile, "agreed": "on"}
        unit.press(link, **facts, stamped=stamped_page())
    declined = unit.client.post(f"{links[BY_LINK]}decline/", {"reason": "暂不参加"})
    assert "已谢绝" in declined.content.decode()

    waiting = Application.objects.filter(state="awaiting_unit").order_by("pk")
    codes = waiting.values_list("credit_code", flat=True)[:ON_PAPER]
    scans = [stamped_page(f"{code}盖章页.jpg") for code in codes]
    clerk.press(
        url("recommendations:papers"),
        event_on=DAY,
        scans=[*scans, stamped_page("看不出是谁.jpg")],
    )
    assert "看不出是谁.jpg没有登记" in clerk.see(url("recommendations:list"))
    assert states() == {
        "awaiting_unit": UNITS - ON_PAPER - BY_LINK - 1,
        "bureau_review": ON_PAPER + BY_LINK,
        "declined": 1,
    }


def _review_and_assess() -> None:
    """复核 of what was checked, in one go; 考察 by papers, in one go by two people."""
    handler, colleague = make_user(Role.HANDLER), make_user(Role.HANDLER)
    desk = Desk(handler)
    confirmed = Application.objects.filter(state="bureau_review").order_by("pk")
    for application in confirmed:
        for claim in application.claims.select_related("criterion"):
            page = url("applications:check-claim", application.application_no, claim.criterion.code)
            desk.press(page, state="accepted", version=claim.version, confirm="1")
    picks = numbers(state="bureau_review")
    shown = desk.client.post(url("applications:pass-clean"), {"pick": picks}).content.decode()
    assert f"{len(picks)}件没有缺陷项" in shown
    desk.press(url("applications:pass-clean"), pick=picks, confirm="1")
    assert numbers(state="inspection") == picks
    desk.press(
        url("reviews:inspect-many"),
        pick=picks,
        mode="documents",
        done_on=DAY,
        first=handler.pk,
        second=colleague.pk,
        conclusion="fit",
        goes_on="on",
        confirm="1",
    )
    assert numbers(state="ready") == picks


def _ask_and_check() -> None:
    """One letter about all, 无意见 in one click but for one unit; the credit list out and in."""
    desk, office = Desk(make_user(Role.HANDLER)), make_agency("partner")
    picks = numbers(state="ready")
    desk.press(
        url("reviews:ask"),
        pick=picks,
        title="关于征求意见的函",
        agencies=[office.code],
        sent_on=DAY,
        reply_days="5",
        confirm="1",
    )
    letter = OpinionRequest.objects.get()
    assert letter.applications.count() == len(picks)
    desk.press(url("reviews:no-objection", letter.number), confirm="1", replied_on=DAY)

    sent = desk.take(url("reviews:credit-export"))
    returned = SimpleUploadedFile("信用核查表.xlsx", answered(sent, recorded=2))
    preview = desk.client.post(
        url("reviews:credit-import"), {"file": returned, "checked_on": DAY, "checker": "信用科"}
    )
    desk.press(url("reviews:credit-import"), rows=preview.context["rows"])
    assert CreditCheck.objects.count() == len(picks)
    assert CreditCheck.objects.filter(result="recorded").count() == 2


def _decide() -> ReviewBatch:
    """The list goes up a chain of two; the leader names five, and agrees to the rest in a tick."""
    maker, head, leader = Desk(make_user(Role.HANDLER)), make_division_head(), make_leader()
    picks = numbers(state="ready")
    maker.press(url("batches:compose"), pick=picks, target="new", name="第一批", confirm="1")
    batch = ReviewBatch.objects.get()
    assert batch.items.count() == ON_PAPER + BY_LINK
    maker.press(
        url("batches:settings", batch.number), name="第一批", reviewer=head.pk, decider=leader.pk
    )
    maker.press(url("batches:submit", batch.number), recusals_checked="on", confirm="1")
    Desk(head).press(url("batches:sign", batch.number), confirm="1")
    desk = Desk(leader)
    form = desk.client.get(url("batches:decide", batch.number)).context["form"]
    marked = [line.number for line, _, _ in form.exceptions]
    assert len(marked) == 2  # those with a credit record
    calm = [line.number for line, _, _ in form.rest]
    words = dict.fromkeys(marked, "defer") | dict.fromkeys(calm[:3], "exclude")
    sent = {f"word_{number}": word for number, word in words.items()}
    sent |= {f"reason_{number}": "会上决定" for number in words}
    desk.press(url("batches:decide", batch.number), **sent, agree_rest="on", confirm="1")
    batch.refresh_from_db()
    decided = Counter(batch.items.values_list("decision", flat=True))
    assert decided == {"include": ON_PAPER + BY_LINK - 5, "exclude": 3, "defer": 2}
    return batch


def _keys(recommendations) -> list[str]:
    return [str(key) for key in recommendations.values_list("key", flat=True)]
