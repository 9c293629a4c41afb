"""征求意见: letters that go out, are numbered, rung about, voided."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.audit.models import Change
from ipcontact.clocks.models import Clock
from ipcontact.ui.errors import RuleViolation
from registry.reviews.facts import review_facts
from registry.reviews.models import OpinionRequest
from registry.reviews.services import (
    number_letter,
    remind,
    reply,
    reply_no_objection,
    void_letter,
)
from tests.factories import make_user
from tests.filing import TODAY
from tests.registry.reviews.letters import act_codes, states

TOMORROW = TODAY + timedelta(days=1)


def test_letter_when_sent_then_number_list_offices_and_due_day_with_its_clock(ask, offices):
    letter = ask()

    assert letter.number.startswith("ZQ2026")
    assert letter.applications.count() == 2
    assert states(letter) == ["waiting"] * 3
    # 2026-09-18 and 5 working days: 20 September is a make-up day.
    assert letter.due_on == date(2026, 9, 24)
    [clock] = Clock.objects.open_for(letter)
    assert (clock.name, clock.due_on, clock.n) == ("回函期限", letter.due_on, 5)
    assert act_codes(letter) == ["opinion.send"]
    assert Change.objects.filter(table_name="registry_opinionrequest").exists()


def test_letters_when_sent_one_after_another_then_numbers_differ(ask):
    assert ask().number != ask().number


def test_letter_when_it_went_out_days_ago_then_counted_from_that_day(ask):
    letter = ask(sent_on=TODAY - timedelta(days=7), document_no="示例市监函〔2026〕12号")

    assert letter.due_on == date(2026, 9, 18)
    step = Act.objects.of(letter).get()
    assert step.event_on == TODAY - timedelta(days=7)
    assert step.document_no == "示例市监函〔2026〕12号"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"applications": []}, "no_applications"),
        ({"agencies": []}, "no_offices"),
        ({"reply_days": 0}, "reply_days"),
        ({"reply_days": 61}, "reply_days"),
        ({"sent_on": TOMORROW}, "day_future"),
    ],
)
def test_letter_when_something_lacks_then_refused_and_nothing_is_kept(ask, values, code):
    with pytest.raises(RuleViolation) as refused:
        ask(**values)

    assert refused.value.code == code
    assert not OpinionRequest.objects.exists()


@pytest.mark.parametrize("state", ["agency_review", "withdrawn"])
def test_letter_when_a_file_is_elsewhere_then_refused_as_a_whole_and_named(ask, file, state):
    good, wrong = file(), file("agency_review")
    if state == "withdrawn":
        type(wrong).objects.filter(pk=wrong.pk).update(state=state)

    with pytest.raises(RuleViolation) as refused:
        ask([good, wrong])

    assert refused.value.code == "wrong_state"
    assert wrong.unit_name in refused.value.message
    assert not OpinionRequest.objects.exists()


@pytest.mark.parametrize("state", ["bureau_review", "inspection", "ready", "in_batch"])
def test_letter_when_between_review_and_decision_then_may_be_sent(ask, file, state):
    assert ask([file(state)]).applications.count() == 1


def test_letter_when_number_is_taken_then_refused_until_the_other_is_void(ask, handler):
    first = ask(document_no="示例〔2026〕1号")
    with pytest.raises(RuleViolation) as refused:
        ask(document_no="示例〔2026〕1号")
    void_letter(first, reason="名单有误", by=handler, today=TODAY)

    assert refused.value.code == "number_taken"
    assert ask(document_no="示例〔2026〕1号").document_no == "示例〔2026〕1号"


def test_every_deed_when_wrong_role_or_office_then_refused(ask, clerk, offices):
    letter = ask()
    elsewhere = make_user(Role.HANDLER, agency=clerk.agency)
    deeds = (
        lambda by: ask(by=by),
        lambda by: number_letter(letter, document_no="1", by=by, today=TODAY),
        lambda by: void_letter(letter, reason="有误", by=by, today=TODAY),
        lambda by: reply_no_objection(letter, replied_on=TODAY, by=by, today=TODAY),
        lambda by: reply(
            letter,
            agency=offices[0].code,
            exceptions={},
            replied_on=TODAY,
            by=by,
            today=TODAY,
        ),
        lambda by: remind(letter, by=by, today=TODAY),
    )
    for deed in deeds:
        for person in (clerk, elsewhere, make_user(Role.DECIDER)):
            with pytest.raises(PermissionDenied):
                deed(person)

    assert states(letter) == ["waiting"] * 3
    assert OpinionRequest.objects.count() == 1


def test_reminder_when_rung_then_counted_once_a_day_and_by_phone(ask, handler, offices):
    letter = ask()
    reply_no_objection(
        letter, agencies=[offices[0].code], replied_on=TODAY, by=handler, today=TODAY
    )

    first = remind(letter, by=handler, today=TODAY)
    again = remind(letter, by=handler, today=TODAY)
    later = remind(letter, agencies=[offices[1].code], by=handler, today=TOMORROW)

    assert [len(first), len(again), len(later)] == [2, 0, 1]
    rung = letter.replies.order_by("agency__code").values_list("reminders", "reminded_on")
    assert list(rung) == [(0, None), (2, TOMORROW), (1, TODAY)]
    steps = Act.objects.of(letter).filter(code="opinion.remind")
    assert set(steps.values_list("channel", flat=True)) == {"phone"}


def test_void_when_wrong_then_counts_for_nothing_and_takes_no_more(ask, answer, handler, file):
    one = file()
    letter = ask([one])
    answer(letter, {one.application_no: "在侦案件一件"})

    void_letter(letter, reason="名单有误", by=handler, today=TODAY)

    facts = review_facts([one])[one.pk]
    assert (facts.asked, facts.waiting, facts.exceptions) == (0, (), ())
    assert not Clock.objects.open_for(letter)
    for deed in (
        lambda: void_letter(letter, reason="再来", by=handler, today=TODAY),
        lambda: remind(letter, by=handler, today=TODAY),
        lambda: answer(letter, {}),
        lambda: reply_no_objection(letter, replied_on=TODAY, by=handler, today=TODAY),
        lambda: number_letter(letter, document_no="1号", by=handler, today=TODAY),
    ):
        with pytest.raises(RuleViolation) as refused:
            deed()
        assert refused.value.code == "voided"
    letter.refresh_from_db()
    assert letter.number


def test_void_when_without_reason_then_refused(ask, handler):
    with pytest.raises(RuleViolation) as refused:
        void_letter(ask(), reason=" ", by=handler, today=TODAY)

    assert refused.value.code == "reason_missing"


def test_number_when_entered_then_kept_once_and_an_old_page_is_refused(ask, handler):
    letter = ask()

    number_letter(letter, document_no="示例〔2026〕1号", by=handler, today=TODAY)
    number_letter(letter, document_no="示例〔2026〕1号", by=handler, today=TODAY)

    assert act_codes(letter) == ["opinion.send", "opinion.number"]
    with pytest.raises(RuleViolation) as refused:
        number_letter(letter, document_no="2号", by=handler, today=TODAY, version=1)
    assert refused.value.code == "stale"


def test_overdue_when_the_last_day_has_passed_then_found_and_not_before(ask, handler):
    letter = ask()

    assert not OpinionRequest.objects.overdue(letter.due_on).exists()
    assert OpinionRequest.objects.overdue(letter.due_on + timedelta(days=1)).get() == letter
    reply_no_objection(letter, replied_on=TODAY, by=handler, today=TODAY)
    assert not OpinionRequest.objects.overdue(letter.due_on + timedelta(days=1)).exists()


def test_letters_when_asked_for_then_only_the_bureau_and_the_auditor_see_them(ask, clerk):
    ask()
    see = OpinionRequest.objects.visible_to

    assert see(make_user(Role.HANDLER)).count() == 1
    assert see(make_user(Role.AUDITOR)).count() == 1
    assert see(clerk).count() == 0
    assert see(make_user(Role.UNIT_USER)).count() == 0
