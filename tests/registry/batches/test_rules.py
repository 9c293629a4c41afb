"""State table 3 cell by cell; chains; what is out of the ordinary; when a decision is whole."""

import itertools
from datetime import date

import pytest

from registry.batches.choices import BatchAction, BatchActor, BatchState, SignerRole
from registry.batches.remarks import ItemFacts, remarks_of
from registry.batches.rules import (
    MOVES,
    Place,
    Word,
    batch_number,
    binding_conflicts,
    chain_problems,
    move_problems,
    moves_from,
    roles_of,
    submit_problems,
    tally,
    usual_name,
    whole_decision,
)
from registry.reviews.rules import Look, ReviewFacts

S, A, ACTOR = BatchState, BatchAction, BatchActor
# states.md, table 3, written out a second time: (state, action) -> (target, actor).
TABLE = {
    (S.DRAFTING, A.EDIT): (S.DRAFTING, ACTOR.HANDLER),
    (S.DRAFTING, A.SUBMIT): (S.IN_DECISION, ACTOR.HANDLER),
    (S.DRAFTING, A.CANCEL): (S.CANCELLED, ACTOR.HANDLER),
    (S.IN_DECISION, A.SIGN): (S.IN_DECISION, ACTOR.SIGNER),
    (S.IN_DECISION, A.RETURN): (S.DRAFTING, ACTOR.MEMBER),
    (S.IN_DECISION, A.DECIDE): (S.DECIDED, ACTOR.DECIDER),
    (S.DECIDED, A.REOPEN): (S.IN_DECISION, ACTOR.DECIDER),
    (S.DECIDED, A.ANNUL): (S.DECIDED, ACTOR.DECIDER),
    (S.DECIDED, A.PUT_ON_NOTICE): (S.ON_NOTICE, ACTOR.HANDLER),
    (S.ON_NOTICE, A.PUT_BACK): (S.DECIDED, ACTOR.SYSTEM),
    (S.ON_NOTICE, A.CONCLUDE): (S.CONCLUDED, ACTOR.SYSTEM),
}
NEEDS_REASON = {A.CANCEL, A.RETURN, A.REOPEN, A.ANNUL}
DAY = date(2026, 9, 18)
CALM = ReviewFacts(
    looks=(Look("documents", "fit", DAY, 2),), asked=1, credit="clear", credit_on=DAY
)


def codes(found) -> list[str]:
    return [getattr(each, "code", None) or each[0] for each in found]


@pytest.mark.parametrize("action", A)
def test_move_when_every_state_and_actor_is_tried_then_only_the_table_is_legal(action):
    found = {
        (state, actor): MOVES[action].target or state
        for state, actor in itertools.product(S, ACTOR)
        if not move_problems(action, state=state, actors={actor}, reason="理由")
    }

    wanted = {
        (state, actor): target for (state, done), (target, actor) in TABLE.items() if done == action
    }
    assert found == wanted


@pytest.mark.parametrize("action", A)
def test_move_when_a_reason_is_left_out_then_asked_for_where_the_table_says_so(action):
    [(state, actor)] = [(s, actor) for (s, a), (_, actor) in TABLE.items() if a == action]

    found = move_problems(action, state=state, actors={actor}, reason=" ")

    assert codes(found) == ["reason_missing"] * (action in NEEDS_REASON)


def test_moves_from_when_asked_then_the_table_by_state_and_actor():
    for state, actor in itertools.product(S, ACTOR):
        wanted = [a for (s, a), (_, who) in TABLE.items() if s == state and who == actor]
        assert moves_from(state, {actor}) == wanted


def place(person: int, **values) -> Place:
    return Place(person, f"人员{person}", **{"may_sign": True, "may_decide": True, **values})


@pytest.mark.parametrize(
    ("chain", "wanted"),
    [
        ([], ["chain_empty"]),
        ([place(1)], []),
        ([place(1), place(2), place(3)], []),
        ([place(n) for n in range(4)], ["chain_long"]),
        ([place(1), place(1)], ["chain_twice"]),
        ([place(1, may_sign=False), place(2)], ["signer_unfit"]),
        ([place(1), place(2, may_decide=False)], ["decider_unfit"]),
        ([place(1, may_decide=False), place(2, may_sign=False)], []),
        ([place(1), place(2, is_maker=True)], ["maker_decides"]),
        ([place(1, is_maker=True), place(2)], []),
    ],
)
def test_chain_when_judged_then_every_reason(chain, wanted):
    assert codes(chain_problems(chain)) == wanted


def test_places_when_named_then_the_last_always_decides():
    assert [roles_of(n)[-1] for n in (1, 2, 3)] == [SignerRole.DECIDE] * 3
    assert roles_of(3) == (SignerRole.DRAFT, SignerRole.REVIEW, SignerRole.DECIDE)


def test_conflicts_when_at_the_place_of_the_office_then_the_sole_inspector_may_stand_there():
    reasons = [("inspected_alone", "只由本人一人考察"), ("named", "材料中的联络员是本人")]

    assert binding_conflicts(SignerRole.DRAFT, reasons) == reasons[1:]
    assert binding_conflicts(SignerRole.REVIEW, reasons) == reasons
    assert binding_conflicts(SignerRole.DECIDE, reasons) == reasons


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({}, []),
        ({"proposal": "exclude", "proposal_reason": "材料不足"}, ["proposal"]),
        ({"proposal": "defer", "proposal_reason": "待补"}, ["proposal"]),
        ({"review": ReviewFacts(looks=(Look("phone", "doubtful", DAY, 1),))}, ["inspection"]),
        ({"review": ReviewFacts(looks=(Look("phone", "unfit", DAY, 1),))}, ["inspection"]),
        ({"review": ReviewFacts(exceptions=(("信用科", "有欠税"),))}, ["opinion"]),
        ({"review": ReviewFacts(credit="recorded")}, ["credit"]),
        ({"review": ReviewFacts(credit="serious", credit_detail="黑名单")}, ["credit"]),
        ({"review": ReviewFacts(recused=("赵明澈",))}, ["recused"]),
        ({"is_rival": True, "is_contested": True}, ["rival"]),
        ({"is_contested": True}, ["contested"]),
        ({"against": ("示例所",)}, ["not_recommended"]),
        ({"is_proven": False}, ["unproven"]),
        ({"expired": ("2", "3")}, ["expired"]),
        ({"codes": ("9",), "is_free_only": True}, ["free_condition"]),
        ({"codes": ("4", "9")}, []),
        ({"deferrals": 1}, ["deferred"]),
        ({"returns": 1}, []),
        ({"returns": 2}, ["second_return"]),
        (
            {"is_bypassed": True, "is_backfill": True, "is_in_grace": True},
            ["bypass", "backfill", "grace"],
        ),
    ],
)
def test_remarks_when_something_is_out_of_the_ordinary_then_named_with_its_source(facts, wanted):
    found = remarks_of(ItemFacts(**{"review": CALM, "is_proven": True, **facts}))

    assert codes(found) == wanted
    assert all(remark.words.strip() and remark.anchor for remark in found)


def test_submit_when_something_is_missing_then_named_with_its_unit():
    bare = ReviewFacts()

    found = submit_problems(
        {"甲公司": CALM, "乙公司": bare},
        opinions_waived=False,
        credit_waived=False,
        unexplained=["丙公司"],
        recusals_checked=False,
    )

    assert codes(found) == [
        "not_inspected",
        "opinions_not_asked",
        "credit_unchecked",
        "proposal_reason",
        "recusals_unchecked",
    ]
    assert all("乙公司" in words for _, words in found[:3])


def test_submit_when_waived_with_a_reason_then_only_the_rest_is_asked():
    bare = ReviewFacts(needs_look=False)

    assert submit_problems({"甲": bare}, opinions_waived=True, credit_waived=True) == []
    assert codes(submit_problems({}, opinions_waived=True, credit_waived=True)) == ["batch_empty"]


@pytest.mark.parametrize(
    ("words", "agree_rest", "decided", "missing"),
    [
        ({}, True, {"A": "include"}, [("undecided", "B")]),
        ({}, False, {}, [("undecided", "A"), ("undecided", "B")]),
        ({"B": Word("include")}, True, {"A": "include", "B": "include"}, []),
        ({"B": Word("defer", "再议")}, True, {"A": "include", "B": "defer"}, []),
        ({"B": Word("exclude", " ")}, True, {"A": "include"}, [("item_reason", "B")]),
        ({"A": Word("exclude", "理由"), "B": Word("include")}, True,
         {"A": "exclude", "B": "include"}, []),
        ({"B": Word("maybe")}, True, {"A": "include"}, [("decision_unknown", "B")]),
        ({"B": Word("include"), "C": Word("exclude", "x")}, True,
         {"A": "include", "B": "include"}, []),
    ],
)  # fmt: skip
def test_decision_when_words_are_given_then_whole_or_what_is_missing(
    words, agree_rest, decided, missing
):
    found, problems = whole_decision({"A": False, "B": True}, words, agree_rest=agree_rest)

    assert {number: word.decision for number, word in found.items()} == decided
    assert problems == missing


def test_numbers_when_said_then_in_words():
    assert tally(["include", "include", "defer", ""]).words == "纳入2家，暂缓1家，未定1家"
    assert tally([]).words == "没有单位"
    assert tally(["include", "exclude", ""]).total == 3
    assert batch_number(2026, 7) == "SP2026007"
    assert usual_name(DAY, "") == "申报拟定名单（2026-09-18）"
