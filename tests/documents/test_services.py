"""Each step of a paper: who may, when, what stands afterwards; a number stays where it is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.acts.services import confirm_offline
from ipcontact.documents import services
from ipcontact.documents.kinds import GENERAL
from ipcontact.documents.models import NumberSeries, OfficialDocument
from ipcontact.documents.services.sending import content_hash, enter_approval
from ipcontact.ui.errors import RuleViolation
from tests.factories import make_agency, make_unit, make_user
from tests.files import samples

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 24)


@pytest.fixture(autouse=True)
def _day(fixed_today):
    fixed_today(TODAY.isoformat())


@pytest.fixture
def handler():
    return make_user(Role.HANDLER)


@pytest.fixture
def leader():
    return make_user(Role.DECIDER)


@pytest.fixture
def draft(handler) -> OfficialDocument:
    return services.draw_up(
        kind=GENERAL.code,
        subject=make_unit(),
        title="示例函",
        text="请予协助。",
        by=handler,
        today=TODAY,
    )


def scan():
    return SimpleUploadedFile("scan.pdf", samples.pdf(), "application/pdf")


def refused(code: str):
    return pytest.raises(RuleViolation, check=lambda error: error.code == code)


def approved(draft, leader) -> OfficialDocument:
    return services.approve(draft, by=leader, today=TODAY)


def sent(draft, handler, leader) -> OfficialDocument:
    sealed = services.seal(approved(draft, leader), scan=scan(), by=handler, today=TODAY)
    return services.send(sealed, channel="post", sent_on=TODAY, by=handler, today=TODAY)


def test_approve_when_by_another_then_frozen_with_a_hash_that_proves_it(draft, leader, handler):
    paper = approved(draft, leader)

    assert (paper.state, paper.dated_on) == ("approved", TODAY)
    assert paper.content_hash == content_hash(paper)
    with pytest.raises(DatabaseError), transaction.atomic():
        OfficialDocument.objects.update(text="别的话。")
    with refused("wrong_state"):
        services.revise(paper, title="x", addressee="", text="x", by=handler, today=TODAY)


def test_approve_when_by_a_handler_then_refused(draft):
    with pytest.raises(PermissionDenied):
        services.approve(draft, by=make_user(Role.HANDLER), today=TODAY)


def test_approve_when_entered_from_paper_then_takes_effect_with_the_second_person(
    draft, handler, leader
):
    result = enter_approval(
        draft,
        decider=leader,
        decided_on=TODAY,
        channel="paper",
        by=handler,
        scan=scan(),
        today=TODAY,
    )
    draft.refresh_from_db()
    assert draft.state == "draft"

    confirm_offline(result, by=make_user(Role.HANDLER))

    draft.refresh_from_db()
    assert (draft.state, Act.objects.of(draft).first().acted_by) == ("approved", leader)


def test_revise_when_the_page_is_old_then_refused(draft, handler):
    words = {"title": "新标题", "addressee": "", "text": "新正文。", "by": handler, "today": TODAY}
    services.revise(draft, version=draft.version, **words)

    with refused("stale"):
        services.revise(draft, version=draft.version, **words)


@pytest.mark.parametrize("step", ["seal", "send", "serve"])
def test_step_when_out_of_turn_then_refused(draft, handler, step):
    how = {
        "seal": {"scan": scan()},
        "send": {"channel": "post", "sent_on": TODAY},
        "serve": {"scan": scan(), "served_on": TODAY},
    }

    with refused("wrong_state"):
        getattr(services, step)(draft, by=handler, today=TODAY, **how[step])


def test_send_when_it_needs_a_seal_and_has_none_then_refused(draft, handler, leader):
    with refused("not_sealed"):
        services.send(
            approved(draft, leader), channel="post", sent_on=TODAY, by=handler, today=TODAY
        )


def test_serve_when_before_it_was_sent_then_refused(draft, handler, leader):
    paper = sent(draft, handler, leader)

    with refused("served_before_sent"):
        services.serve(
            paper, scan=scan(), served_on=TODAY - timedelta(days=1), by=handler, today=TODAY
        )


def test_void_when_numbered_then_the_number_is_kept_and_the_next_one_follows(
    draft, handler, leader
):
    series = NumberSeries.objects.create(prefix="示例函", label="函")
    numbered = services.draw_number(draft, series=series, by=handler, today=TODAY)
    with refused("reason_missing"):
        services.void(numbered, reason=" ", by=handler, today=TODAY)

    services.void(numbered, reason="事项取消", by=handler, today=TODAY)

    draft.refresh_from_db()
    assert (draft.state, draft.document_no) == ("void", "示例函〔2026〕1号")
    again = services.draw_up(
        kind=GENERAL.code, subject=make_unit(), title="另一函", text="x", by=handler, today=TODAY
    )
    assert services.draw_number(again, series=series, by=handler, today=TODAY).serial == 2


def test_void_when_it_has_gone_out_then_refused(draft, handler, leader):
    with refused("wrong_state"):
        services.void(sent(draft, handler, leader), reason="x", by=handler, today=TODAY)


def test_number_when_drawn_then_it_is_not_changed_by_hand(draft, handler):
    series = NumberSeries.objects.create(prefix="示例函", label="函")
    numbered = services.draw_number(draft, series=series, by=handler, today=TODAY)

    with refused("number_fixed"):
        services.write_number(
            numbered, document_no="别的〔2026〕9号", by=handler, today=TODAY, accept_warnings=True
        )


def test_number_when_the_series_is_closed_then_refused(draft, handler):
    series = NumberSeries.objects.create(prefix="示例函", label="函", is_open=False)

    with refused("series_closed"):
        services.draw_number(draft, series=series, by=handler, today=TODAY)


def test_steps_when_by_a_clerk_of_another_agency_then_refused(draft):
    stranger = make_user(Role.AGENCY_CLERK, agency=make_agency("station"))

    assert not OfficialDocument.objects.visible_to(stranger).exists()
    with refused("wrong_actor"):
        services.void(draft, reason="x", by=stranger, today=TODAY)


def test_number_when_its_series_was_closed_then_typed_and_only_a_drawn_one_warned_of(
    draft, handler
):
    series = NumberSeries.objects.create(prefix="示例函", label="示例")
    how = {"kind": GENERAL.code, "subject": make_unit(), "title": "示例", "text": "示例。"}
    drawn = services.draw_up(**how, by=handler, today=TODAY)
    services.draw_number(drawn, series=series, by=handler, today=TODAY)
    series.is_open = False
    series.save(update_fields=["is_open"])

    with refused("number_odd"):
        services.write_number(draft, document_no="示例函〔2026〕1号", by=handler, today=TODAY)
    done = services.write_number(draft, document_no="示例函〔2026〕2号", by=handler, today=TODAY)

    assert done.document_no == "示例函〔2026〕2号"
