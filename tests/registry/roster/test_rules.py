"""From what was published to who was a member when."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.roster.rules import (
    Appearance,
    Exit,
    Membership,
    Paper,
    Stretch,
    may_publish,
    membership,
    order_position,
)

D21, D23, D25 = date(2021, 12, 20), date(2023, 6, 1), date(2025, 3, 1)
P21 = Paper(1, D21, 10, is_full=True)
P23 = Paper(2, D23, 20, is_full=True)
A25 = Paper(3, D25, 30, is_full=False)
FULLS = (P21, P23)


def named(*papers: Paper, listed_on: date | None = None) -> list[Appearance]:
    return [Appearance(paper.edition_id, paper, listed_on) for paper in papers]


def test_membership_when_named_once_then_runs_from_publication_without_end():
    result = membership(named(A25), [], FULLS)

    assert result == Membership((Stretch(D25, None, 3, None, ""),), {3: (D25, None)})


def test_membership_when_a_full_list_leaves_it_out_then_ends_that_day():
    result = membership(named(P21), [], FULLS)

    assert result.stretches == (Stretch(D21, D23, 1, 2, "not_in_edition"),)
    assert result.shown == {1: (D21, D23)}


def test_membership_when_named_again_then_goes_on_and_the_newer_entry_is_shown():
    result = membership(named(P21, P23), [], FULLS)

    assert result.stretches == (Stretch(D21, None, 1, None, ""),)
    assert result.shown == {1: (D21, D23), 2: (D23, None)}


def test_membership_when_an_addition_does_not_name_it_then_goes_on():
    addition = Paper(9, date(2022, 5, 1), 15, is_full=False)

    result = membership(named(P21), [], (P21,))

    assert addition not in FULLS
    assert result.stretches == (Stretch(D21, None, 1, None, ""),)


def test_membership_when_it_left_and_returned_then_has_two_stretches():
    result = membership(named(P21, A25), [], FULLS)

    assert result.stretches == (
        Stretch(D21, D23, 1, 2, "not_in_edition"),
        Stretch(D25, None, 3, None, ""),
    )
    assert result.shown == {1: (D21, D23), 3: (D25, None)}


def test_membership_when_decided_to_leave_then_ends_with_that_ground():
    result = membership(named(P21), [Exit(date(2022, 3, 1), "dissolved")], (P21,))

    assert result.stretches == (Stretch(D21, date(2022, 3, 1), 1, None, "dissolved"),)


def test_membership_when_the_decision_precedes_any_entry_then_it_changes_nothing():
    result = membership(named(A25), [Exit(D21, "dissolved")], ())

    assert result.stretches == (Stretch(D25, None, 3, None, ""),)


def test_membership_when_the_paper_names_an_earlier_day_then_runs_from_it():
    result = membership(named(P21, listed_on=date(2021, 10, 8)), [], ())

    assert result.stretches[0].from_on == date(2021, 10, 8)
    assert result.shown[1][0] == date(2021, 10, 8)


def test_membership_when_the_earlier_day_lies_in_the_former_stretch_then_does_not_overlap():
    again = Appearance(3, A25, date(2022, 1, 1))

    result = membership([*named(P21), again], [], FULLS)

    assert [stretch.from_on for stretch in result.stretches] == [D21, D23]


def test_membership_when_papers_come_in_any_order_then_is_the_same():
    items, exits = named(P21, P23, A25), [Exit(date(2024, 1, 1), "own_wish")]
    expected = membership(items, exits, FULLS)

    results = [membership(list(order), exits, FULLS[::-1]) for order in permutations(items)]

    assert all(result == expected for result in results)


@given(
    st.lists(
        st.tuples(st.dates(date(2021, 1, 1), date(2026, 1, 1)), st.booleans(), st.booleans()),
        max_size=8,
    ),
    st.lists(st.dates(date(2021, 1, 1), date(2026, 1, 1)), max_size=3, unique=True),
)
def test_membership_always_gives_ordered_stretches_and_one_shown_entry_a_day(papers, exits):
    made = [Paper(i, day, i, full) for i, (day, full, _) in enumerate(papers)]
    items = [
        Appearance(paper.edition_id, paper)
        for paper, (_, _, is_named) in zip(made, papers, strict=True)
        if is_named
    ]

    result = membership(
        items, [Exit(day, "other") for day in exits], [p for p in made if p.is_full]
    )

    for before, after in zip(result.stretches, result.stretches[1:], strict=False):
        assert before.until_on is not None
        assert before.from_on < before.until_on <= after.from_on
    spans = sorted((start, end or date.max) for start, end in result.shown.values() if start != end)
    for (_, end), (start, _) in zip(spans, spans[1:], strict=False):
        assert end <= start


def test_order_position_sorts_by_day_then_edition_then_order():
    positions = [
        order_position(D21, 900, 100_000),
        order_position(D23, 4, 1),
        order_position(D23, 4, 2),
        order_position(D23, 5, 1),
    ]

    assert positions == sorted(positions)


@pytest.mark.parametrize(
    ("day", "part"), [(date(2026, 9, 19), "今天之后"), (date(1999, 1, 1), "2000")]
)
def test_may_publish_when_the_day_cannot_be_then_says_why(day, part):
    assert part in may_publish(published_on=day, today=date(2026, 9, 18))


def test_may_publish_when_today_then_nothing_stands_against_it():
    assert may_publish(published_on=date(2026, 9, 18), today=date(2026, 9, 18)) is None
