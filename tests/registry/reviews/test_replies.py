"""征求意见: the answers, in one act for all or by exception."""

from datetime import timedelta

import pytest

from ipcontact.acts.models import Act
from ipcontact.audit.models import Change
from ipcontact.clocks.models import Clock
from ipcontact.ui.errors import RuleViolation
from registry.reviews.facts import review_facts
from registry.reviews.models import OpinionException
from registry.reviews.services import (
    reply,
    reply_no_objection,
)
from tests.filing import TODAY
from tests.registry.reviews.letters import act_codes, states

TOMORROW = TODAY + timedelta(days=1)


def test_no_objection_when_for_all_then_every_waiting_office_in_one_step(ask, handler):
    letter = ask()

    answered = reply_no_objection(letter, replied_on=TODAY, by=handler, today=TODAY)

    assert len(answered) == 3
    assert states(letter) == ["no_objection"] * 3
    assert act_codes(letter) == ["opinion.send", "opinion.reply"]
    assert not Clock.objects.open_for(letter)


def test_no_objection_when_for_one_office_then_the_others_wait_on(ask, handler, offices):
    letter = ask()

    reply_no_objection(
        letter, agencies=[offices[1].code], replied_on=TODAY, by=handler, today=TODAY
    )

    assert states(letter) == ["waiting", "no_objection", "waiting"]
    assert Clock.objects.open_for(letter)


def test_no_objection_when_done_twice_then_nothing_is_written(ask, handler):
    letter = ask()
    reply_no_objection(letter, replied_on=TODAY, by=handler, today=TODAY)
    steps = act_codes(letter)

    assert reply_no_objection(letter, replied_on=TODAY, by=handler, today=TODAY) == []
    assert act_codes(letter) == steps


@pytest.mark.parametrize(
    ("day", "code"),
    [(TOMORROW, "day_future"), (TODAY - timedelta(days=1), "before_letter")],
)
def test_answer_when_its_day_is_wrong_then_refused(ask, handler, offices, day, code):
    letter = ask()

    with pytest.raises(RuleViolation) as all_at_once:
        reply_no_objection(letter, replied_on=day, by=handler, today=TODAY)
    with pytest.raises(RuleViolation) as one:
        reply(
            letter,
            agency=offices[0].code,
            exceptions={},
            replied_on=day,
            by=handler,
            today=TODAY,
        )

    assert all_at_once.value.code == one.value.code == code
    assert states(letter) == ["waiting"] * 3


def test_answer_when_exceptions_are_named_then_each_unit_has_its_words(ask, answer, file):
    one, two = file(), file()
    letter = ask([one, two])

    found = answer(letter, {one.application_no: " 在侦案件一件 ", two.application_no: ""})

    assert found.state == "exceptions"
    assert list(OpinionException.objects.values_list("application", "text")) == [
        (one.pk, "在侦案件一件")
    ]
    facts = review_facts([one, two])
    assert facts[one.pk].exceptions == ((found.agency.display_name, "在侦案件一件"),)
    assert facts[two.pk].exceptions == ()


def test_answer_when_the_same_again_then_nothing_is_written(ask, answer, file):
    one = file()
    letter = ask([one])
    answer(letter, {one.application_no: "在侦案件一件"})
    steps = act_codes(letter)

    answer(letter, {one.application_no: "在侦案件一件"})

    assert act_codes(letter) == steps
    assert OpinionException.objects.count() == 1


def test_answer_when_corrected_then_needs_a_reason_and_replaces_the_words(ask, answer, file):
    one = file()
    letter = ask([one])
    answer(letter, {one.application_no: "在侦案件一件"})

    with pytest.raises(RuleViolation) as refused:
        answer(letter, {})
    answer(letter, {}, reason="公安来函更正")

    assert refused.value.code == "reason_missing"
    assert not OpinionException.objects.exists()
    assert Act.objects.of(letter).order_by("-pk").first().reason == "公安来函更正"
    deleted = Change.objects.filter(table_name="registry_opinionexception", operation="delete")
    assert deleted.exists()


@pytest.mark.parametrize(
    ("exceptions", "values", "code"),
    [
        ({}, {"agency": "XZ-9"}, "not_asked"),
        ({"SB000": "不行"}, {}, "not_on_list"),
        ({}, {"note": "长" * 501}, "too_long"),
    ],
)
def test_answer_when_it_does_not_fit_the_letter_then_refused(ask, answer, exceptions, values, code):
    letter = ask()

    with pytest.raises(RuleViolation) as refused:
        answer(letter, exceptions, **values)

    assert refused.value.code == code
    assert states(letter) == ["waiting"] * 3
