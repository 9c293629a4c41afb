"""The pages of this room: each does it, refuses GET, strangers, wrong roles and the second time."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ipcontact.accounts.roles import Role
from ipcontact.acts.forms import OfflineForm
from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import enter_offline, open_record
from tests.acts.conftest import DECIDE
from tests.acts.test_delegations import given
from tests.acts.test_offline import entry
from tests.acts.test_steps import handled
from tests.factories import make_agency, make_unit, make_user
from tests.files.samples import pdf

CONFIRM = {"confirm": "1"}


NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def entered(unit, handler, leader, paper):
    return entry(unit, handler, leader, paper)


def signed(client, person):
    client.force_login(person)
    return client


def test_confirm_when_second_person_looks_then_everything_to_compare(client, entered, second):
    page = signed(client, second).get(entered.get_absolute_url()).text

    for word in ("赵明澈", "2026-11-18", "会议，纪要号 〔2026〕11号", "陈知远", "审定结果：纳入"):
        assert word in page
    assert entered.scan.get_absolute_url() in page
    assert '<td data-label="现在">—</td><td data-label="确认后"><strong>纳入</strong></td>' in page
    assert OfflineResult.objects.get().state == "pending"


def test_confirm_when_posted_then_effective_and_back_at_the_record(client, entered, second, unit):
    response = signed(client, second).post(entered.get_absolute_url(), CONFIRM)

    assert response["Location"] == unit.get_absolute_url()
    assert OfflineResult.objects.get().confirmed_by == second
    again = client.post(entered.get_absolute_url(), CONFIRM)
    assert "林若川已于 2026-11-20" in again.text
    assert Act.objects.count() == 1


def test_confirm_when_by_its_author_then_no_button_and_refused(client, entered, handler):
    page = signed(client, handler).get(entered.get_absolute_url()).text

    assert "请另一人核对原件后确认" in page
    assert 'name="confirm"' not in page
    assert "填报人不能自己确认" in client.post(entered.get_absolute_url(), CONFIRM).text
    assert not Act.objects.exists()


def test_confirm_when_the_decider_lost_the_right_then_said_before_it_is_tried(
    client, entered, second, leader
):
    leader.roles = [Role.LEGAL_REVIEWER]
    leader.save(update_fields=["roles"])

    page = signed(client, second).get(entered.get_absolute_url()).text

    assert "赵明澈无权决定这件事" in page
    assert 'name="confirm"' not in page


def test_confirm_when_a_delegate_decided_then_in_whose_name_is_shown(
    client, unit, handler, second, leader, paper
):
    deputy = make_user(Role.LEGAL_REVIEWER, name="周予白")
    began = date(2026, 11, 16)
    given(leader, deputy, paper, from_on=began, today=began)
    result = entry(unit, handler, deputy, paper)

    assert "周予白（受赵明澈委托）" in signed(client, second).get(result.get_absolute_url()).text
    assert set(OfflineForm(code=DECIDE).fields["decider"].queryset) == {leader, deputy}


def test_confirm_when_without_the_right_then_403_and_unknown_404(client, entered, leader, second):
    assert signed(client, leader).post(entered.get_absolute_url(), CONFIRM).status_code == 403
    assert signed(client, second).get(f"/offline-results/{NOBODYS}/").status_code == 404


def test_confirm_when_the_record_is_invisible_then_404(client, handler, leader, paper):
    result = entry(make_unit(lead_agency=make_agency("station")), handler, leader, paper)
    stranger = make_user(Role.HANDLER, agency=make_agency("station"))

    for address in (result.get_absolute_url(), f"{result.get_absolute_url()}refuse/"):
        assert signed(client, stranger).get(address).status_code == 404
        assert client.post(address, {**CONFIRM, "reason": "x"}).status_code == 404
    assert client.get(result.scan.get_absolute_url()).status_code == 404


def test_scan_of_a_step_when_opened_then_for_the_staff_who_see_the_record_only(
    client, unit, handler, second, paper
):
    step = handled(unit, handler, scan=paper(handler))
    address = step.scan.get_absolute_url()

    opened = signed(client, second).get(address)
    b"".join(opened)
    assert opened.status_code == 200
    for other in (
        make_user(Role.UNIT_USER),
        make_user(Role.HANDLER, agency=make_agency("station")),
    ):
        assert signed(client, other).get(address).status_code == 404


def test_scan_when_opened_by_the_second_person_then_delivered(client, entered, second):
    response = signed(client, second).get(entered.scan.get_absolute_url())

    assert b"".join(response.streaming_content).startswith(b"%PDF")
    response.close()


def test_refuse_when_posted_with_reason_then_settled(client, entered, second):
    address = f"{entered.get_absolute_url()}refuse/"
    signed(client, second)

    assert client.get(address).status_code == 200
    client.post(address, CONFIRM)
    assert OfflineResult.objects.get().state == "pending"  # without a reason
    client.post(address, {**CONFIRM, "reason": "纪要写的是暂缓"})

    assert OfflineResult.objects.get().refusal == "纪要写的是暂缓"


def test_worklist_when_a_result_waits_then_for_every_second_person_only(
    client, entered, handler, second, leader
):
    title = f"确认线下结果：审定，{entered.subject}"

    assert title in signed(client, second).get("/desk/").text
    assert title not in signed(client, handler).get("/desk/").text
    assert title not in signed(client, leader).get("/desk/").text


def test_worklist_when_more_results_wait_then_no_more_queries(
    client, handler, second, leader, paper
):
    signed(client, second)
    counts = []
    for _ in range(3):
        entry(make_unit(), handler, leader, paper)
        with CaptureQueriesContext(connection) as queries:
            client.get("/desk/")
        counts.append(len(queries))

    assert counts[1] == counts[2]


def test_take_back_when_posted_by_the_actor_then_undone(client, unit, handler):
    step = handled(unit, handler)
    address = f"/acts/{step.key}/take-back/"

    assert "视为没有办理" in signed(client, handler).get(address).text
    assert Act.objects.get().taken_back_at is None
    response = client.post(address, {**CONFIRM, "reason": "点错了"})

    assert response["Location"] == unit.get_absolute_url()
    assert Act.objects.get().taken_back_by == handler
    assert "已经撤回" in client.post(address, CONFIRM).text


def test_take_back_when_by_a_stranger_then_404(client, unit, handler, second):
    step = handled(unit, handler)

    assert signed(client, second).get(f"/acts/{step.key}/take-back/").status_code == 404
    assert client.post(f"/acts/{step.key}/take-back/", CONFIRM).status_code == 404


def test_take_back_when_a_colleague_looked_then_no_button(client, unit, handler, second):
    step = handled(unit, handler)
    open_record(unit, by=second)

    page = signed(client, handler).get(f"/acts/{step.key}/take-back/").text

    assert "林若川已经打开本件" in page
    assert 'name="confirm"' not in page


@pytest.fixture
def sample(settings):
    settings.ROOT_URLCONF = "tests.acts.sample_urls"


def test_panel_when_steps_were_taken_then_sentences_and_the_way_back(
    sample, client, unit, handler, second, leader, paper
):
    old = handled(unit, leader, entered_by=handler, channel="paper", event_on=date(2026, 11, 2),
                  document_no="<8>号", scan=paper(handler), is_backfill=True)  # fmt: skip
    mine = handled(unit, handler)
    result = entry(unit, handler, leader, paper)

    page = signed(client, handler).get(f"/sample/{unit.pk}/").text

    assert "办理日期 2026-11-02；纸质，文号 &lt;8&gt;号；陈知远填报；理由：材料齐全" in page
    assert "补录" in page
    assert old.scan.get_absolute_url() in page
    assert f"/acts/{mine.key}/take-back/" in page
    assert f"/acts/{old.key}/take-back/" not in page
    assert "线下结果待另一人确认" in page
    assert result.get_absolute_url() in page
    assert "take-back" not in signed(client, second).get(f"/sample/{unit.pk}/").text


def test_panel_when_more_steps_then_no_more_queries(sample, client, unit, handler, second):
    signed(client, second)
    counts = []
    for _ in range(3):
        handled(unit, handler)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/sample/{unit.pk}/")
        counts.append(len(queries))

    assert counts[1] == counts[2]


def scan():
    return SimpleUploadedFile("委托书.pdf", pdf(), content_type="application/pdf")


def test_offline_form_when_filled_then_gives_what_the_service_takes(unit, handler, leader):
    data = {"decider": leader.pk, "decided_on": "2026-11-18", "channel": "paper"}
    form = OfflineForm(data, {"scan": scan()}, code=DECIDE)

    assert form.is_valid(), form.errors
    assert list(form.fields["decider"].queryset) == [leader]
    result = enter_offline(
        unit, code=DECIDE, payload={"outcome": "暂缓"}, by=handler, **form.facts()
    )

    assert result.scan.original_name == "委托书.pdf"


def test_admin_when_opened_by_the_auditor_then_readable_and_by_others_refused(
    client, entered, second, unit
):
    signed(client, second).post(entered.get_absolute_url(), CONFIRM)
    step = Act.objects.get()

    signed(client, make_user(Role.AUDITOR))
    assert "审定" in client.get("/admin/acts/act/").text
    assert client.get(f"/admin/acts/act/{step.pk}/change/").status_code == 200
    assert client.get("/admin/acts/offlineresult/").status_code == 200
    assert client.get("/admin/acts/delegation/").status_code == 200
    assert client.post(f"/admin/acts/act/{step.pk}/delete/").status_code == 403
    signed(client, make_user(Role.SYSTEM_ADMIN))
    assert client.get("/admin/acts/act/").status_code == 403
