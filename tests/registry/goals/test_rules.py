"""How far a target is reached, which target holds, what a later version says otherwise."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from registry.goals.choices import SnapshotAction, SnapshotState
from registry.goals.rules import (
    MOVES,
    differences,
    digest_of,
    in_force,
    move_problems,
    progress,
    read_day,
    target_problems,
    written,
    year_before,
)

TODAY = date(2026, 9, 18)


@dataclass(frozen=True)
class Aim:
    measure: str
    year: int


@pytest.mark.parametrize(
    ("value", "number", "percent", "words"),
    [
        (97, 100, 97, "还差3家"),
        (100, 100, 100, "已达标"),
        (114, 100, 100, "已达标"),
        (0, 2, 0, "还差2家"),
        (199, 200, 99, "还差1家"),
        (3, None, None, "不设数量"),
        (None, 2, 0, "没有数据"),
    ],
)
def test_progress_when_compared_then_the_difference_is_said(value, number, percent, words):
    found = progress(value, number, "家")

    assert (found.percent, found.words) == (percent, words)


def test_targets_when_a_later_year_sets_none_then_the_last_one_holds_on():
    old, new = Aim("a", 2021), Aim("a", 2026)

    assert in_force([new, old], 2020) == {}
    assert in_force([new, old], 2025) == {"a": old}
    assert in_force([new, old], 2026) == {"a": new}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"number": None, "is_priority": True}, None),
        ({"is_known": False}, "measure_unknown"),
        ({"year": 2025}, "year_past"),
        ({"year": 2101}, "year_far"),
        ({"number": None}, "target_empty"),
        ({"number": 0}, "target_small"),
    ],
)
def test_target_when_not_settable_then_says_why(changes, code):
    facts = {
        "is_known": True,
        "year": 2026,
        "this_year": 2026,
        "number": 1,
        "is_priority": False,
        **changes,
    }

    assert [found for found, _ in target_problems(**facts)] == ([code] if code else [])


@pytest.mark.parametrize(
    ("raw", "day", "note"),
    [
        ("", TODAY, ""),
        ("2021年12月31日", date(2021, 12, 31), ""),
        ("2027-01-01", TODAY, "还没有到"),
        ("昨天前", TODAY, "看不懂日期"),
        ("0001-01-01", TODAY, "年以前没有数字"),
    ],
)
def test_day_when_read_then_what_is_unusable_gives_today_and_says_so(raw, day, note):
    found, words = read_day(raw, today=TODAY)

    assert found == day
    assert (note in words) if note else not words


def test_year_before_when_on_leap_day_then_last_of_february():
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert year_before(TODAY) == date(2025, 9, 18)


def test_written_when_stored_as_text_then_without_loss():
    assert [written(each) for each in (1206, "12.5", Decimal("12.50"), None)] == [
        "1,206",
        "12.5",
        "12.50",
        "—",
    ]


def figure(value, parts=()) -> dict:
    splits = [{"label": "类型", "note": "", "parts": [list(part) for part in parts]}]
    return {"label": "在库单位", "unit": "家", "value": value, "splits": splits}


def test_differences_when_a_part_appears_or_goes_then_each_is_named():
    old, new = [figure(3, [("企业", 3)])], [figure(3, [("平台", 1), ("企业", 2)])]

    assert [str(found) for found in differences(old, new)] == [
        "在库单位（平台）由无更正为1家",
        "在库单位（企业）由3家更正为2家",
    ]
    assert differences(old, old) == []
    assert [str(found) for found in differences([], [figure(1)])] == ["在库单位由无更正为1家"]


def test_digest_when_figure_day_or_rule_differs_then_differs():
    plain = digest_of(TODAY, [figure(3)])

    assert plain == digest_of(TODAY, [figure(3)])
    assert plain != digest_of(date(2026, 9, 17), [figure(3)])
    assert plain != digest_of(TODAY, [figure(4)])


@pytest.mark.parametrize("action", SnapshotAction)
@pytest.mark.parametrize("state", SnapshotState)
def test_move_when_from_a_state_of_the_table_then_and_only_then_allowed(action, state):
    found = move_problems(action, state=state, person=3, compiler=1, checker=2, reason="示例")

    assert (found == []) == (state in MOVES[action].sources)


@pytest.mark.parametrize(
    ("action", "state", "person", "reason", "code"),
    [
        ("check", "checking", 1, "", "second_person"),
        ("release", "checked", 1, "", "third_person"),
        ("release", "checked", 2, "", "third_person"),
        ("return", "checked", 3, " ", "reason_missing"),
        ("drop", "compiling", 1, "", "reason_missing"),
        ("correct", "released", 1, "", "reason_missing"),
    ],
)
def test_move_when_by_the_wrong_person_or_without_reason_then_refused(
    action, state, person, reason, code
):
    found = move_problems(
        SnapshotAction(action), state=state, person=person, compiler=1, checker=2, reason=reason
    )

    assert [code for code, _ in found] == [code]
