"""The table of steps, the window, what may be taken up and what is a lead only."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.objections.choices import (
    Conclusion,
    ItemOutcome,
    LeadGround,
    ObjectionAction,
    ObjectionActor,
    ObjectionState,
)
from registry.objections.rules import (
    MOVES,
    Received,
    conclusion_problems,
    is_in_window,
    lead_problems,
    leaves_list,
    move_problems,
    moves_from,
    take_up_problems,
)

S, A, ACTOR = ObjectionState, ObjectionAction, ObjectionActor
WHOLE = Received(has_name=True, has_contact=True, has_reason=True, is_in_window=True)
DAY = date(2026, 9, 18)
TABLE = {
    (S.RECEIVED, A.TAKE_UP): (S.INVESTIGATING, {ACTOR.NAMED}),
    (S.SUPPLEMENT, A.TAKE_UP): (S.INVESTIGATING, {ACTOR.NAMED}),
    (S.RECEIVED, A.ASK): (S.SUPPLEMENT, {ACTOR.NAMED}),
    (S.SUPPLEMENT, A.COMPLETE): (S.RECEIVED, {ACTOR.NAMED, ACTOR.OBJECTOR}),
    (S.RECEIVED, A.LEAD): (S.LEAD_ONLY, {ACTOR.NAMED}),
    (S.SUPPLEMENT, A.LEAD): (S.LEAD_ONLY, {ACTOR.NAMED}),
    (S.INVESTIGATING, A.PROPOSE): (None, {ACTOR.NAMED}),
    (S.INVESTIGATING, A.RETURN): (None, {ACTOR.DECIDER}),
    (S.INVESTIGATING, A.DECIDE): (S.CONCLUDED, {ACTOR.DECIDER}),
    (S.CONCLUDED, A.ANSWER): (S.ANSWERED, {ACTOR.NAMED}),
    **{
        (state, A.WITHDRAW): (S.WITHDRAWN, {ACTOR.NAMED, ACTOR.OBJECTOR})
        for state in (S.RECEIVED, S.SUPPLEMENT, S.INVESTIGATING)
    },
    **{
        (state, A.TAKE_OVER): (None, {ACTOR.HANDLER})
        for state in (S.RECEIVED, S.SUPPLEMENT, S.INVESTIGATING, S.CONCLUDED)
    },
}


@pytest.mark.parametrize("actor", ACTOR)
@pytest.mark.parametrize("action", A)
@pytest.mark.parametrize("state", S)
def test_step_when_asked_then_only_the_cells_of_the_table_are_allowed(state, action, actor):
    target, actors = TABLE.get((state, action), (None, set()))

    found = move_problems(action, state=state, actors={actor}, reason="示例")

    assert (not found) == (actor in actors)
    if not found:
        assert MOVES[action].target == target


@pytest.mark.parametrize("action", [A.ASK, A.LEAD, A.PROPOSE, A.RETURN, A.DECIDE, A.WITHDRAW])
def test_step_with_reason_when_it_is_empty_then_refused(action):
    move = MOVES[action]

    found = move_problems(action, state=move.sources[0], actors=set(move.actors), reason=" ")

    assert found[0][0] == "reason_missing"


@pytest.mark.parametrize("actor", ACTOR)
@pytest.mark.parametrize("action", A)
def test_step_when_withdrawn_and_the_unit_still_held_then_the_handler_settles_it(action, actor):
    found = move_problems(
        action, state=S.WITHDRAWN, actors={actor}, reason="示例", is_unsettled=True
    )

    allowed = {(A.SETTLE, ACTOR.NAMED), (A.TAKE_OVER, ACTOR.HANDLER)}
    assert (not found) == ((action, actor) in allowed)


def test_offered_when_withdrawn_then_something_only_while_the_unit_is_held():
    own = {ACTOR.NAMED, ACTOR.HANDLER}

    assert moves_from(S.WITHDRAWN, own, is_proposed=False) == []
    assert moves_from(S.WITHDRAWN, own, is_proposed=False, is_unsettled=True) == [
        A.TAKE_OVER,
        A.SETTLE,
    ]


def test_offered_when_a_conclusion_waits_then_the_leader_goes_on_and_the_handler_waits():
    both = {ACTOR.NAMED, ACTOR.DECIDER}

    before = moves_from(S.INVESTIGATING, both, is_proposed=False)
    after = moves_from(S.INVESTIGATING, both, is_proposed=True)

    assert before == [A.PROPOSE, A.WITHDRAW]
    assert after == [A.RETURN, A.DECIDE, A.WITHDRAW]


@pytest.mark.parametrize(("offset", "expected"), [(-1, False), (0, True), (7, True), (8, False)])
def test_window_when_received_on_a_day_then_first_and_last_day_count(offset, expected):
    ends_on = DAY + timedelta(days=7)

    found = is_in_window(DAY + timedelta(days=offset), published_on=DAY, ends_on=ends_on)

    assert found is expected


def test_window_when_nothing_was_published_then_out_of_it():
    assert not is_in_window(DAY, published_on=None, ends_on=None)


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("has_name", "anonymous"),
        ("has_contact", "contact_missing"),
        ("has_reason", "substance_missing"),
        ("is_in_window", "out_of_window"),
        ("is_on_list", "off_list"),
    ],
)
def test_take_up_when_one_thing_lacks_then_it_is_named(field, code):
    facts = replace(WHOLE, **{field: False})

    assert [found for found, _ in take_up_problems(facts)] == [code]
    assert take_up_problems(WHOLE) == []


@pytest.mark.parametrize(
    ("ground", "facts", "overdue"),
    [
        (LeadGround.ANONYMOUS, replace(WHOLE, has_name=False), False),
        (LeadGround.LATE, replace(WHOLE, is_in_window=False), False),
        (LeadGround.OFF_LIST, replace(WHOLE, is_on_list=False), False),
        (LeadGround.INCOMPLETE, WHOLE, True),
    ],
)
def test_lead_when_the_ground_is_true_then_allowed_else_refused(ground, facts, overdue):
    assert lead_problems(ground, facts, is_overdue=overdue) == []
    assert lead_problems(ground, WHOLE, is_overdue=False)[0][0] == "ground_untrue"


def test_lead_when_the_ground_is_nobodys_then_refused():
    assert lead_problems("whim", WHOLE, is_overdue=False)[0][0] == "ground_unknown"


def test_conclusion_when_the_person_was_involved_then_refused():
    found = conclusion_problems(Conclusion.REJECTED, "", is_second_person=False)

    assert found[0][0] == "second_person"


def test_conclusion_when_partly_upheld_then_the_leader_says_what_becomes_of_the_unit():
    partly = Conclusion.PARTLY_UPHELD

    assert conclusion_problems(partly, "", is_second_person=True)[0][0] == "outcome_missing"
    assert conclusion_problems(partly, ItemOutcome.KEEP, is_second_person=True) == []
    assert not leaves_list(partly, ItemOutcome.KEEP)
    assert leaves_list(partly, ItemOutcome.TAKE_OUT)
    assert leaves_list(Conclusion.UPHELD, "")
    assert not leaves_list(Conclusion.REJECTED, ItemOutcome.TAKE_OUT)
