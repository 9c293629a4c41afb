"""What is done with objections, step by step, and what is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.acts.services import acts_of
from ipcontact.audit.models import Change
from ipcontact.clocks.models import Clock
from ipcontact.ui.errors import RuleViolation
from registry.notices.choices import NoticeItemState
from registry.notices.services import draft
from registry.objections import services
from registry.objections.choices import ObjectionState
from registry.objections.models import Objection, Objector
from registry.objections.services import Identity
from tests.filing import NOON, TODAY
from tests.noticing import sent_to_check
from tests.registry.objections.conftest import REASON, SECRETS, WHO

S = ObjectionState


TOMORROW = TODAY + timedelta(days=1)


def refused(code: str):
    return pytest.raises(RuleViolation, check=lambda error: error.code == code)


def state_of(record) -> str:
    record.refresh_from_db()
    return record.state


def test_receive_when_sent_from_the_public_page_then_a_number_a_code_and_a_clock(item):
    objection = services.receive(item, reason=REASON, who=WHO, now=NOON)

    assert (objection.state, objection.is_in_window) == (S.RECEIVED, True)
    assert objection.handler is None
    code = services.code_of(objection)
    assert services.find_by_code(objection.number.lower(), f"{code[:4]}-{code[4:]}") == objection
    assert services.find_by_code(objection.number, "WRONGWRO") is None
    assert services.find_by_code("YY2026-999", code) is None
    assert Clock.objects.open_for(objection).get().n == 15
    assert state_of(item) == NoticeItemState.SHOWN


def test_receive_when_the_window_is_over_then_kept_as_out_of_it(over):
    late = over(2).items.first()
    day = late.notice.ends_on + timedelta(days=1)

    objection = services.receive(late, reason=REASON, who=WHO, now=NOON + (day - TODAY))

    assert not objection.is_in_window


def test_receive_when_the_notice_is_a_draft_then_refused(decided, handler):
    batch = decided(1, name="示例第二批")
    notice = sent_to_check(draft(batch, by=handler, today=TODAY), by=handler)

    with refused("not_published"):
        services.receive(notice.items.get(), reason=REASON, who=WHO, now=NOON)


def test_register_when_told_by_phone_then_who_registers_has_it_in_hand(registered, handler):
    objection = registered()

    assert objection.handler == handler
    assert Objector.objects.visible_to(handler).get() == objection.objector
    step = acts_of(objection).get()
    assert (step.actor_name, step.entered_by) == ("异议人", handler)


def test_register_when_a_stranger_then_refused(registered, leader):
    with pytest.raises(PermissionDenied):
        registered(by=leader)


def test_register_when_the_day_is_to_come_then_refused(registered):
    with refused("future"):
        registered(received_on=TOMORROW)


def test_register_when_it_follows_an_objection_to_another_unit_then_refused(registered, item):
    first = registered()
    other = item.notice.items.exclude(pk=item.pk).get()

    with refused("follows_other"):
        registered(of=other, follows=first)
    assert registered(follows=first).follows == first


def test_take_over_when_nobody_has_it_then_the_person_reads_who_objected(item, checker):
    objection = services.receive(item, reason=REASON, who=WHO, now=NOON)

    services.take_over(objection, by=checker, today=TODAY)
    again = services.take_over(objection, by=checker, today=TODAY)

    assert again.handler == checker
    assert acts_of(objection).count() == 2


def test_take_over_when_somebody_has_it_then_with_a_reason_and_they_no_longer_read(
    registered, handler, checker, leader
):
    objection = registered()

    with refused("wrong_actor"):
        services.take_over(objection, by=leader, today=TODAY, reason="示例")
    with refused("reason_missing"):
        services.take_over(objection, by=checker, today=TODAY)
    services.take_over(objection, by=checker, today=TODAY, reason="休假")

    assert not Objector.objects.visible_to(handler).exists()
    assert Objector.objects.visible_to(checker).exists()


def test_take_up_when_whole_then_the_unit_alone_is_held(taken_up, item):
    objection = taken_up()

    assert objection.state == S.INVESTIGATING
    states = dict(item.notice.items.values_list("pk", "state"))
    assert states.pop(item.pk) == NoticeItemState.HELD
    assert set(states.values()) == {NoticeItemState.SHOWN}


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (Identity(phone="13800138000"), "anonymous"),
        (Identity(name="示例甲", phone="13800138000", is_anonymous=True), "anonymous"),
        (Identity(name="示例甲"), "contact_missing"),
    ],
)
def test_take_up_when_name_or_contact_lacks_then_refused_and_nothing_held(
    registered, handler, item, who, code
):
    objection = registered(who=who)

    with refused(code):
        services.take_up(objection, substance="示例", by=handler, today=TODAY)
    assert (state_of(objection), state_of(item)) == (S.RECEIVED, NoticeItemState.SHOWN)


def test_take_up_when_not_the_named_handler_or_twice_then_refused(registered, handler, checker):
    objection = registered()

    with refused("wrong_actor"):
        services.take_up(objection, substance="示例", by=checker, today=TODAY)
    services.take_up(objection, substance="示例", by=handler, today=TODAY)
    with refused("wrong_state"):
        services.take_up(objection, substance="示例", by=handler, today=TODAY)


def test_ask_when_the_day_is_not_later_or_by_a_stranger_then_refused(registered, handler, checker):
    objection = registered()

    with refused("not_later"):
        services.ask_to_complete(objection, what="示例", until=TODAY, by=handler, today=TODAY)
    with refused("wrong_actor"):
        services.ask_to_complete(objection, what="示例", until=TOMORROW, by=checker, today=TODAY)


def test_lead_when_anonymous_then_kept_with_its_reason_and_no_clock(registered, handler):
    objection = registered(who=Identity(is_anonymous=True))

    services.treat_as_lead(
        objection, ground="anonymous", reason="没有留名", by=handler, today=TODAY
    )

    assert (state_of(objection), objection.lead_ground) == (S.LEAD_ONLY, "anonymous")
    assert not Clock.objects.open_for(objection).exists()
    assert acts_of(objection).first().reason == "匿名：没有留名"
    with refused("wrong_state"):
        services.treat_as_lead(
            objection, ground="anonymous", reason="没有留名", by=handler, today=TODAY
        )


def test_lead_when_the_ground_is_untrue_or_a_stranger_then_refused(registered, handler, checker):
    objection = registered()
    lead = {"reason": "示例", "today": TODAY}

    with refused("ground_untrue"):
        services.treat_as_lead(objection, ground="late", by=handler, **lead)
    with refused("wrong_actor"):
        services.treat_as_lead(objection, ground="irrelevant", by=checker, **lead)


def test_history_when_an_objection_is_registered_then_no_value_of_the_person_is_in_it(registered):
    objection = registered()

    kept = " ".join(str(row.__dict__) for row in Change.objects.all())

    assert Objection.objects.get() == objection
    assert not any(secret in kept for secret in SECRETS)


def test_take_over_when_somebody_has_it_then_the_clock_has_the_new_name(registered, checker):
    objection = registered()

    services.take_over(objection, by=checker, today=TODAY, reason="休假")

    assert [clock.holder for clock in Clock.objects.open_for(objection)] == [checker.name]
