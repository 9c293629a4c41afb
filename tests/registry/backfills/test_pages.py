"""The pages: find the unit, copy the paper, let the colleague confirm, read the record."""

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import OfflineResult
from registry.applications.models import Application
from registry.batches.models import ReviewBatch
from tests.changing import account_of, paper
from tests.factories import make_agency, make_user
from tests.registry.backfills.conftest import MINUTES, confirmed, listed


@pytest.fixture
def sent(last_year, station):
    """What the form sends; the paper is fresh at each call."""

    def make(**values):
        return {
            "round": last_year.pk,
            "source": "recommended",
            "agency": station.pk,
            "criteria": ["1", "9"],
            "filed_on": "2025-05-12",
            "recommended_on": "2025-05-20",
            "reviewed_on": "2025-06-03",
            "outcome": "include",
            "reason": "",
            "decided_on": "2025-06-17",
            "decider_name": "局长办公会",
            "channel": "meeting",
            "minutes_no": MINUTES,
            "document_no": "",
            "scan": paper("往年申报.pdf"),
            **values,
        }

    return make


def address(unit) -> str:
    return reverse("backfills:enter", args=[unit.public_no])


def text(response) -> str:
    return response.content.decode()


def test_way_when_walked_by_pages_then_the_record_is_there(client, unit, sent, handler, second):
    edition = listed(unit)
    client.force_login(handler)
    found = text(client.get(reverse("backfills:start"), {"q": unit.name}))
    form = text(client.get(address(unit)))
    waits = text(client.post(address(unit), sent(), follow=True))
    result = OfflineResult.objects.get()
    client.force_login(second)
    asked = text(client.get(result.get_absolute_url()))
    client.post(result.get_absolute_url(), {"confirm": "1"})
    application = Application.objects.get()
    page = text(client.get(application.get_absolute_url()))
    batch = text(client.get(ReviewBatch.objects.get().get_absolute_url()))

    assert address(unit) in found
    assert "依据的入库条件" in form
    assert "已登记。另一人核对原件" in waits
    assert result.get_absolute_url() in waits
    for fact in ("2025-05-12", "示例第一监管所", "2025年重点联系单位申报", MINUTES, "已纳入"):
        assert fact in asked
    assert "陈知远填报" in page
    assert "林若川" in page
    assert edition.get_absolute_url() in page
    assert page.count("补录</span>") >= 5
    assert "不计时" in page
    assert unit.name in batch


def test_form_when_something_is_wrong_then_kept_and_said(client, unit, sent, handler):
    client.force_login(handler)

    empty = text(client.post(address(unit), {}))
    early = text(client.post(address(unit), sent(filed_on="2025-04-01", outcome="exclude")))
    no_scan = sent()
    del no_scan["scan"]

    assert "请选择申报批次。" in empty
    assert "请填写审定日期。" in empty
    assert "早于批次开始" in early
    assert "请照原件写明理由" in early
    assert "局长办公会" in early
    assert "请上传原件扫描件。" in text(client.post(address(unit), no_scan))
    assert not OfflineResult.objects.exists()


def test_form_when_sent_twice_then_one_waits(client, unit, sent, handler):
    client.force_login(handler)
    values = {"outcome": "exclude", "reason": "材料不足。"}

    client.post(address(unit), sent(**values))
    again = text(client.post(address(unit), sent(**values)))

    assert "已有一项线下结果待确认" in again
    assert OfflineResult.objects.count() == 1


def test_pages_when_another_role_or_a_stranger_then_refused(client, unit, handler):
    outsider = make_user(Role.HANDLER, agency=make_agency("station"))

    for person, status in (
        (make_user(Role.AGENCY_CLERK), 403),
        (make_user(Role.DECIDER), 403),
        (make_user(Role.UNIT_USER), 403),
        (outsider, 404),
    ):
        client.force_login(person)
        assert client.get(address(unit)).status_code == status
        assert client.post(address(unit), {}).status_code == status
    client.logout()
    assert client.get(reverse("backfills:start")).status_code == 302


def test_start_when_nothing_is_found_then_the_way_to_register(client, handler):
    client.force_login(handler)

    page = text(client.get(reverse("backfills:start"), {"q": "示例不存在"}))

    assert "没有找到" in page
    assert reverse("units:register") in page
    assert reverse("rounds:backfill") in page


def test_unit_record_when_a_handler_looks_then_the_way_is_there(client, unit, handler):
    client.force_login(handler)

    assert address(unit) in text(client.get(unit.get_absolute_url()))


def test_own_page_when_the_unit_looks_then_the_word_of_its_state(
    client, unit, told, handler, second
):
    person = account_of(unit, by=handler)
    application = confirmed(unit, told(), by=handler, second=second)
    client.force_login(person)

    page = text(client.get(reverse("applications:status", args=[application.application_no])))

    assert "本批次未纳入" in page
    assert "2025-05-12" in page


def test_void_when_walked_by_pages_then_struck_out(client, unit, told, handler, second):
    application = confirmed(unit, told(), by=handler, second=second)
    at = reverse("backfills:void", args=[application.application_no])
    client.force_login(handler)
    own = text(client.get(at))
    assert at not in text(client.get(application.get_absolute_url()))
    client.force_login(second)

    record = text(client.get(application.get_absolute_url()))
    empty = text(client.post(at, {"confirm": "1", "version": application.version}))
    sent = {"confirm": "1", "version": application.version, "reason": "日期与原件不符"}
    after = text(client.post(at, sent, follow=True))
    twice = text(client.post(at, sent))

    assert "须由另一人作废" in own
    assert at in record
    assert "请填写作废的理由。" in empty
    assert "已作废" in after
    assert "无须再办" in twice
    client.force_login(make_user(Role.AGENCY_CLERK, agency=make_agency("station")))
    assert client.get(at).status_code == 403
    client.force_login(make_user(Role.HANDLER, agency=make_agency("station")))
    assert client.get(at).status_code == 404


def test_round_when_a_file_was_backfilled_then_its_page_lists_it(
    client, unit, told, handler, second, last_year
):
    application = confirmed(unit, told(), by=handler, second=second)
    client.force_login(handler)

    shown = text(client.get(last_year.get_absolute_url()))

    assert application.application_no in shown
    assert reverse("backfills:start") in shown
    assert "推荐名额和使用" not in shown


def test_unit_when_a_file_was_backfilled_then_its_day_is_that_of_the_paper(
    client, unit, told, handler, second
):
    confirmed(unit, told(), by=handler, second=second)
    client.force_login(handler)

    shown = text(client.get(unit.get_absolute_url()))

    assert '<time datetime="2025-05-12">' in shown
