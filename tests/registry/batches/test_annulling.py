"""撤销审定: one inclusion is annulled before publication, online or as a paper decided it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import confirm_offline
from ipcontact.notifications.models import Message
from registry.applications.models import Application
from registry.batches import measures, services
from registry.batches.access import DECIDE
from registry.batches.models import ReviewBatch
from registry.exceptions.rows import Asked, Exceptions
from registry.reviews.services import declare_conflict
from tests.deciding import EXCLUDE, make_leader
from tests.factories import make_agency, make_user
from tests.files import samples
from tests.filing import TODAY
from tests.registry.batches.test_composing import code_of, states
from tests.registry.batches.test_deciding import decide, decisions, numbers
from tests.registry.batches.test_pages import text
from tests.registry.batches.test_signing import deputise

WHY = "核查发现证明材料与原件不符。"
HOW = {"reason": WHY, "today": TODAY}


@pytest.fixture
def decided(waiting, leader):
    """`decided(2)`: a list of two, both included."""

    def make(count: int = 2, **words) -> ReviewBatch:
        batch = waiting(count)
        decide(batch, leader, **words)
        batch.refresh_from_db()
        return batch

    return make


def first(batch: ReviewBatch) -> Application:
    return batch.items.get(order=1).application


def annul(batch, by, **how):
    return services.annul(batch, application=first(batch), by=by, **{**HOW, **how})


def enter(batch, decider, by, **facts):
    facts = {
        "decided_on": TODAY,
        "channel": "meeting",
        "minutes_no": "〔2026〕12号",
        "scan": SimpleUploadedFile("纪要.pdf", samples.pdf(), "application/pdf"),
        **HOW,
        **facts,
    }
    return services.enter_annulment(
        batch, application=first(batch), decider=decider, by=by, **facts
    )


def url(batch, page: str = "annul") -> str:
    return reverse(f"batches:{page}", args=[batch.number, first(batch).application_no])


def test_annul_when_before_publication_then_that_unit_alone_ends(decided, leader):
    batch = decided(2)

    annul(batch, leader, version=batch.version)

    batch.refresh_from_db()
    assert states([item.application for item in batch.items.all()]) == ["not_selected", "approved"]
    assert decisions(batch) == ["include", "include"]
    assert batch.state == "decided"
    of_list, of_file = Act.objects.of(batch).first(), Act.objects.of(first(batch)).first()
    assert (of_list.code, of_list.acted_by, of_list.reason) == ("batch.annul", leader, WHY)
    assert (of_file.code, of_file.acted_by, of_file.reason) == ("application.annul", leader, WHY)


def test_annul_when_done_then_the_maker_knows_why_and_the_unit_the_public_word(
    decided, leader, handler
):
    batch = decided(1)

    annul(batch, leader)

    told = handler.messages.filter(kind="batch.moved").latest("pk")
    assert told.title.startswith("已撤销审定")
    assert told.body == WHY
    unit = Message.objects.about(first(batch)).get(kind="application.not_selected")
    assert unit.title.startswith("本批次未纳入")
    assert WHY not in unit.body
    assert "审定" not in unit.title + unit.body


def test_annul_when_done_twice_then_the_second_is_told_by_whom(decided, leader):
    batch = decided(1)
    annul(batch, leader)

    assert code_of(annul, batch, leader) == "not_approved"
    assert Act.objects.filter(code="application.annul").count() == 1


def test_annul_when_the_page_is_old_or_no_reason_then_refused(decided, leader):
    batch = decided(1)

    assert code_of(annul, batch, leader, version=batch.version - 1) == "stale"
    assert code_of(annul, batch, leader, reason=" ") == "reason_missing"
    assert states([first(batch)]) == ["approved"]


def test_annul_when_by_others_then_refused(decided, handler, head):
    batch = decided(1)

    for person in (handler, head, make_leader(), make_user(Role.AUDITOR)):
        assert code_of(annul, batch, person) == "wrong_actor"
    assert states([first(batch)]) == ["approved"]


def test_annul_when_a_delegate_does_then_for_the_leader(decided, leader, head):
    batch = decided(1)
    deputise(leader, head, DECIDE)

    annul(batch, head)

    assert Act.objects.of(first(batch)).first().on_behalf_of == "受赵明澈委托"


def test_annul_when_the_leader_stands_aside_by_now_then_refused(decided, leader):
    batch = decided(1)
    declare_conflict(first(batch), person=leader, by=leader, reason="亲属任职", today=TODAY)

    assert code_of(annul, batch, leader) == "conflict"


def test_annul_when_excluded_shown_or_not_decided_then_refused(waiting, leader):
    batch = waiting(1)
    assert code_of(annul, batch, leader) == "wrong_state"
    decide(batch, leader, {numbers(batch)[0]: EXCLUDE})
    assert code_of(annul, batch, leader) == "not_approved"
    ReviewBatch.objects.filter(pk=batch.pk).update(state="on_notice")

    assert code_of(annul, batch, leader) == "wrong_state"


def test_reopen_when_one_was_annulled_then_it_stays_so(decided, leader):
    batch = decided(2)
    annul(batch, leader)

    services.reopen(batch, by=leader, **HOW)

    assert states([item.application for item in batch.items.all()]) == ["not_selected", "in_batch"]


def test_figures_when_annulled_then_not_counted_from_that_day_on(decided, leader):
    batch = decided(2)
    before = measures.included(TODAY).count()

    annul(batch, leader, today=TODAY + timedelta(days=1))

    assert before == measures.included(TODAY).count() == 2
    assert measures.included(TODAY + timedelta(days=1)).count() == 1


def test_exceptions_when_annulled_then_listed_with_the_reason(decided, leader):
    batch = decided(1)
    annul(batch, leader)

    [row] = Exceptions(Asked(kinds=("annulled",))).page(0, 50)

    assert (row.person, row.key) == ("赵明澈", str(first(batch).pk))
    assert WHY in row.words


def test_paper_when_entered_then_it_takes_effect_with_a_second_person(
    decided, handler, colleague, leader
):
    batch = decided(2)
    result = enter(batch, leader, handler)
    assert states([first(batch)]) == ["approved"]
    assert code_of(confirm_offline, result, by=handler) == "second_person"

    confirm_offline(result, by=colleague)

    step = Act.objects.of(first(batch)).first()
    assert states([first(batch)]) == ["not_selected"]
    assert (step.code, step.acted_by, step.entered_by, step.confirmed_by, step.minutes_no) == (
        "application.annul", leader, handler, colleague, "〔2026〕12号",
    )  # fmt: skip


def test_paper_when_it_cannot_be_then_refused_at_once(decided, handler, head, leader):
    batch = decided(1)

    assert code_of(enter, batch, leader, handler, reason=" ") == "reason_missing"
    assert code_of(enter, batch, head, handler) == "decider_refused"
    assert code_of(enter, batch, make_leader(), handler) == "not_the_decider"
    early = TODAY - timedelta(days=1)
    assert code_of(enter, batch, leader, handler, decided_on=early) == "decided_before"
    annul(batch, leader)
    assert code_of(enter, batch, leader, handler) == "not_approved"


def test_paper_when_annulled_online_meanwhile_then_not_confirmed(
    decided, handler, colleague, leader
):
    batch = decided(1)
    result = enter(batch, leader, handler)
    annul(batch, leader)

    assert code_of(confirm_offline, result, by=colleague) == "not_approved"


def test_page_when_the_decider_confirms_then_annulled_and_the_list_shows_it(
    client, sign_in, decided, leader
):
    batch = decided(2)
    sign_in(leader)
    offered = text(client.get(batch.get_absolute_url()))
    on_file = text(client.get(first(batch).get_absolute_url()))
    asked = text(client.get(url(batch)))

    done = client.post(
        url(batch), {"reason": WHY, "version": batch.version, "confirm": "1"}, follow=True
    )

    assert url(batch) in offered
    assert url(batch) in on_file
    assert "未纳入本批" in asked
    assert "已撤销审定，拟定人和单位会收到消息。" in text(done)
    assert "其后撤销审定1家" in text(done)
    assert "审定纳入后已撤销审定。" in text(done)
    assert url(batch) not in text(done)


def test_page_when_clicked_twice_then_the_second_says_where_it_stands(
    client, sign_in, decided, leader
):
    batch = decided(1)
    sign_in(leader)
    sent = {"reason": WHY, "version": batch.version, "confirm": "1"}
    client.post(url(batch), sent)

    shown = text(client.post(url(batch), sent))

    assert "未纳入本批" in shown
    assert Act.objects.filter(code="application.annul").count() == 1


@pytest.mark.parametrize("page", ["annul", "annul-result"])
def test_page_when_the_list_is_still_drawn_up_then_says_so(client, sign_in, ripe, handler, page):
    batch = services.compose(name="示例名单", applications=ripe(1), by=handler, today=TODAY)
    sign_in(handler)

    response = client.get(url(batch, page))

    assert response.status_code == 200
    assert "现在是“拟定中”，不能撤销审定。" in text(response)


@pytest.mark.parametrize(
    ("role", "at_bureau", "status"),
    [
        (Role.HANDLER, True, 200),
        (Role.AUDITOR, True, 403),
        (Role.AGENCY_HEAD, False, 404),
        (Role.UNIT_USER, True, 403),
    ],
)
def test_page_when_by_role_then_nothing_happens(client, sign_in, decided, role, at_bureau, status):
    batch = decided(1)
    own = {} if at_bureau else {"agency": make_agency("station")}
    sign_in(make_user(role, **own))

    assert client.get(url(batch)).status_code == status
    client.post(url(batch), {"reason": WHY, "confirm": "1"})
    assert states([first(batch)]) == ["approved"]


def test_paper_page_when_entered_then_it_waits_for_the_second_person(
    client, sign_in, decided, handler, leader
):
    batch = decided(1)
    sign_in(handler)
    page = url(batch, "annul-result")
    facts = {
        "decider": leader.pk,
        "decided_on": str(TODAY),
        "channel": "meeting",
        "minutes_no": "〔2026〕12号",
        "reason": WHY,
        "scan": SimpleUploadedFile("纪要.pdf", samples.pdf(), "application/pdf"),
        "confirm": "1",
    }

    assert page in text(client.get(batch.get_absolute_url()))
    done = text(client.post(page, facts, follow=True))

    assert "已登记。另一人核对原件、确认之后生效。" in done
    assert OfflineResult.objects.get().payload["application"] == first(batch).application_no
    sign_in(leader)
    assert client.get(page).status_code == 403


def test_record_when_shown_then_the_list_of_the_file_is_read_once(decided, client, leader):
    application = first(decided(1))
    client.force_login(leader)

    with CaptureQueriesContext(connection) as read:
        page = text(client.get(application.get_absolute_url()))

    assert "撤销审定" in page
    looked = [query for query in read if "\"decision\" = 'include'" in query["sql"]]
    assert len(looked) == 1
