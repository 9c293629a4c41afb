"""Every cell of the state table: (state, action, actor)."""

import itertools

import pytest

from registry.applications.choices import (
    FINAL,
    PUBLIC_WORDS,
    Actor,
    ApplicationAction,
    ApplicationState,
)
from registry.applications.rules import MOVES, move_verdict, moves_from

S, A = ApplicationState, ApplicationAction
UNIT, CLERK, HEAD = Actor.UNIT, Actor.CLERK, Actor.HEAD
HANDLER, DECIDER, SYSTEM = Actor.HANDLER, Actor.DECIDER, Actor.SYSTEM

# states.md, table 1, written out a second time: (state, action) -> (target, actors).
BACK = "where it came from"
TABLE = {
    (S.DRAFT, A.SUBMIT): (S.AGENCY_REVIEW, {UNIT}),
    (S.DRAFT, A.RECOMMEND): (S.AWAITING_UNIT, {HEAD}),
    (S.DRAFT, A.DISCARD): (S.DISCARDED, {UNIT, CLERK}),
    (S.AWAITING_UNIT, A.CONFIRM): (S.BUREAU_REVIEW, {UNIT, CLERK}),
    (S.AWAITING_UNIT, A.DECLINE): (S.DECLINED, {UNIT}),
    (S.AWAITING_UNIT, A.REVOKE): (S.DISCARDED, {HEAD}),
    (S.AWAITING_UNIT, A.LAPSE): (S.LAPSED, {SYSTEM, HANDLER}),
    (S.AWAITING_UNIT, A.DISPLACE): (S.DISCARDED, {CLERK, HANDLER}),
    (S.AWAITING_UNIT, A.SUPERSEDE): (S.DISCARDED, {SYSTEM}),
    (S.AGENCY_REVIEW, A.ENDORSE): (S.BUREAU_REVIEW, {HEAD}),
    (S.AGENCY_REVIEW, A.NOT_ENDORSE): (S.BUREAU_REVIEW, {HEAD}),
    (S.AGENCY_REVIEW, A.BYPASS): (S.BUREAU_REVIEW, {HANDLER}),
    (S.AGENCY_REVIEW, A.FORWARD): (S.AGENCY_REVIEW, {CLERK, HANDLER}),
    (S.AGENCY_REVIEW, A.RETURN): (S.RETURNED, {CLERK}),
    (S.AGENCY_REVIEW, A.WITHDRAW): (S.WITHDRAWN, {UNIT}),
    (S.AGENCY_REVIEW, A.DISPLACE): (S.DISCARDED, {CLERK, HANDLER}),
    (S.AGENCY_REVIEW, A.SUPERSEDE): (S.DISCARDED, {SYSTEM}),
    (S.RETURNED, A.RESUBMIT): (BACK, {UNIT, CLERK}),
    (S.RETURNED, A.WITHDRAW): (S.WITHDRAWN, {UNIT}),
    (S.RETURNED, A.LAPSE): (S.LAPSED, {SYSTEM, HANDLER}),
    (S.RETURNED, A.DISPLACE): (S.DISCARDED, {CLERK, HANDLER}),
    (S.RETURNED, A.SUPERSEDE): (S.DISCARDED, {SYSTEM}),
    (S.BUREAU_REVIEW, A.PASS): (S.INSPECTION, {HANDLER}),
    (S.BUREAU_REVIEW, A.RETURN): (S.RETURNED, {HANDLER}),
    (S.BUREAU_REVIEW, A.PROPOSE_EXCLUDE): (S.READY, {HANDLER}),
    (S.BUREAU_REVIEW, A.WITHDRAW): (S.WITHDRAWN, {UNIT}),
    (S.BUREAU_REVIEW, A.DISPLACE): (S.DISCARDED, {CLERK, HANDLER}),
    (S.BUREAU_REVIEW, A.SUPERSEDE): (S.DISCARDED, {SYSTEM}),
    (S.INSPECTION, A.INSPECTED): (S.READY, {HANDLER}),
    (S.INSPECTION, A.RETURN): (S.RETURNED, {HANDLER}),
    (S.INSPECTION, A.WITHDRAW): (S.WITHDRAWN, {UNIT}),
    (S.INSPECTION, A.DISPLACE): (S.DISCARDED, {HANDLER}),
    (S.INSPECTION, A.SUPERSEDE): (S.DISCARDED, {SYSTEM}),
    (S.READY, A.ADD_TO_BATCH): (S.IN_BATCH, {HANDLER}),
    (S.READY, A.SEND_BACK): (S.BUREAU_REVIEW, {HANDLER}),
    (S.READY, A.WITHDRAW): (S.WITHDRAWN, {UNIT}),
    (S.READY, A.DISPLACE): (S.DISCARDED, {HANDLER}),
    (S.READY, A.SUPERSEDE): (S.DISCARDED, {SYSTEM}),
    (S.IN_BATCH, A.TAKE_OUT): (S.READY, {HANDLER}),
    (S.IN_BATCH, A.INCLUDE): (S.APPROVED, {DECIDER}),
    (S.IN_BATCH, A.EXCLUDE): (S.NOT_SELECTED, {DECIDER}),
    (S.IN_BATCH, A.DEFER): (S.READY, {DECIDER}),
    (S.IN_BATCH, A.WITHDRAW): (S.WITHDRAWN, {UNIT}),
    (S.APPROVED, A.RECONSIDER): (S.IN_BATCH, {DECIDER}),
    (S.NOT_SELECTED, A.RECONSIDER): (S.IN_BATCH, {DECIDER}),
    (S.READY, A.RECONSIDER): (S.IN_BATCH, {DECIDER}),
    (S.APPROVED, A.PUT_ON_NOTICE): (S.ON_NOTICE, {HANDLER}),
    (S.APPROVED, A.ANNUL): (S.NOT_SELECTED, {DECIDER}),
    (S.ON_NOTICE, A.OFF_NOTICE): (S.APPROVED, {DECIDER}),
    (S.ON_NOTICE, A.LIST): (S.LISTED, {SYSTEM}),
    (S.ON_NOTICE, A.TAKE_OFF_NOTICE): (S.NOT_SELECTED, {DECIDER}),
    (S.ON_NOTICE, A.WITHDRAW): (S.WITHDRAWN, {UNIT}),
    (S.LAPSED, A.REOPEN): (S.RETURNED, {HANDLER}),
}
NEEDS_REASON = {
    A.REVOKE, A.LAPSE, A.NOT_ENDORSE, A.BYPASS, A.FORWARD, A.PROPOSE_EXCLUDE, A.SEND_BACK,
    A.EXCLUDE, A.DEFER, A.RECONSIDER, A.ANNUL, A.OFF_NOTICE, A.TAKE_OFF_NOTICE, A.REOPEN,
    A.DISPLACE, A.SUPERSEDE,
}  # fmt: skip
CELLS = list(itertools.product(S, A, Actor))


@pytest.mark.parametrize("action", A)
def test_move_when_every_state_and_actor_is_tried_then_only_the_table_is_legal(action):
    found = {
        (state, actor): verdict.target
        for state, actor in itertools.product(S, Actor)
        if (
            verdict := move_verdict(
                action, state=state, actor=actor, returned_from=S.INSPECTION, reason="理由"
            )
        ).is_allowed
    }

    wanted = {
        (state, actor): S.INSPECTION if target == BACK else target
        for (state, done), (target, actors) in TABLE.items()
        for actor in actors
        if done == action
    }
    assert found == wanted


def test_reopen_when_the_unit_was_to_confirm_then_it_is_asked_again():
    verdict = move_verdict(
        A.REOPEN,
        state=S.LAPSED,
        actor=HANDLER,
        returned_from=S.AWAITING_UNIT,
        reason="单位来电说明。",
    )

    assert verdict.target == S.AWAITING_UNIT


@pytest.mark.parametrize("action", A)
def test_move_when_a_reason_is_left_out_then_asked_for_where_the_table_says_so(action):
    [(state, _), (_, actors)] = next(item for item in TABLE.items() if item[0][1] == action)

    verdict = move_verdict(action, state=state, actor=next(iter(actors)), reason=" ")

    assert verdict.is_allowed == (action not in NEEDS_REASON)
    assert [code for code, _ in verdict.reasons] == ["reason_missing"] * (not verdict.is_allowed)


def test_moves_from_when_asked_then_the_table_by_state_and_actor():
    for state, actor in itertools.product(S, Actor):
        wanted = {
            action for (s, action), (_, actors) in TABLE.items() if s == state and actor in actors
        }
        assert set(moves_from(state, {actor})) == wanted


def test_final_states_when_listed_then_only_lapsed_and_reconsidered_files_open_again():
    assert {(s, a) for (s, a) in TABLE if s in FINAL} == {
        (S.LAPSED, A.REOPEN),
        (S.NOT_SELECTED, A.RECONSIDER),
    }


def test_words_when_looked_up_then_every_state_has_a_public_one():
    assert set(PUBLIC_WORDS) == set(S)
    assert set(MOVES) == set(A)
