"""A round judged to the minute."""

from datetime import timedelta

import pytest

from registry.rounds.choices import IntakeRoundState as S
from registry.rounds.rules import (
    closing_verdict,
    conclusion_verdict,
    edit_verdict,
    extension_verdict,
    intake_verdict,
    publication_verdict,
    state_at,
)
from tests.filing import NOON

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OPENS, CLOSES = NOON - 10 * DAY, NOON + 10 * DAY


def intake(at, **values):
    values = {
        "state": S.OPEN,
        "is_published": True,
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "grace_minutes": 30,
        **values,
    }
    return intake_verdict(at=at, **values)


@pytest.mark.parametrize(
    ("at", "values", "takes"),
    [
        (NOON, {}, True),
        (OPENS, {}, True),
        (OPENS - MINUTE, {}, False),
        (CLOSES, {}, True),
        (CLOSES + MINUTE, {}, False),
        (NOON, {"state": S.PLANNED}, True),  # the clock job has not run yet
        (NOON, {"state": S.PLANNED, "is_published": False}, False),
        (NOON, {"state": S.CONCLUDED}, False),
        (NOON, {"state": S.CLOSED, "closes_at": None}, False),  # a standing round that was ended
        (CLOSES + 99 * DAY, {"closes_at": None}, True),
        (CLOSES + 30 * MINUTE, {"form_opened_at": CLOSES}, True),
        (CLOSES + 31 * MINUTE, {"form_opened_at": CLOSES}, False),
        (CLOSES + MINUTE, {"form_opened_at": CLOSES + MINUTE}, False),
        (CLOSES + MINUTE, {"form_opened_at": CLOSES, "grace_minutes": 0}, False),
    ],
)
def test_intake_when_judged_at_a_moment_then_to_the_minute(at, values, takes):
    assert intake(at, **values).is_open is takes


def test_intake_when_in_the_grace_period_then_marked():
    assert intake(CLOSES + MINUTE, form_opened_at=NOON).is_in_grace
    assert not intake(CLOSES, form_opened_at=NOON).is_in_grace


@pytest.mark.parametrize(
    ("state", "published", "at", "expected"),
    [
        (S.PLANNED, False, NOON, S.PLANNED),
        (S.PLANNED, True, OPENS - MINUTE, S.PLANNED),
        (S.PLANNED, True, OPENS, S.OPEN),
        (S.PLANNED, True, CLOSES + MINUTE, S.CLOSED),
        (S.OPEN, True, CLOSES, S.OPEN),
        (S.OPEN, True, CLOSES + MINUTE, S.CLOSED),
        (S.CONCLUDED, True, NOON, S.CONCLUDED),
    ],
)
def test_state_when_asked_at_a_moment_then_not_bound_to_the_job(state, published, at, expected):
    found = state_at(state=state, is_published=published, opens_at=OPENS, closes_at=CLOSES, at=at)

    assert found == expected


def codes(verdict) -> list[str]:
    return [code for code, _ in verdict.reasons]


def extension(**values):
    values = {"state": S.OPEN, "is_published": True, "closes_at": CLOSES, "at": NOON, **values}
    return codes(extension_verdict(**values))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"new_closes_at": CLOSES + MINUTE}, []),
        ({"state": S.CLOSED, "at": CLOSES + DAY}, []),
        ({"state": S.CLOSED, "at": CLOSES + DAY + MINUTE}, ["too_late"]),
        ({"new_closes_at": CLOSES}, ["not_later"]),
        ({"at": CLOSES + DAY, "new_closes_at": CLOSES + MINUTE}, ["not_later"]),
        ({"is_published": False}, ["not_published"]),
        ({"closes_at": None}, ["standing"]),
        ({"state": S.CONCLUDED}, ["concluded"]),
    ],
)
def test_extension_when_asked_for_then_before_or_within_a_day_after_closing(values, expected):
    assert extension(**values) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"closes_at": None}, []),
        ({"is_published": True}, ["published"]),
        ({"closes_at": NOON, "has_introduction": False}, ["closes_in_past", "no_introduction"]),
    ],
)
def test_publication_when_asked_for_then_every_reason_against_it(values, expected):
    values = {
        "is_published": False,
        "closes_at": CLOSES,
        "has_introduction": True,
        "at": NOON,
        **values,
    }

    assert codes(publication_verdict(**values)) == expected


def test_edit_when_the_notice_is_out_then_refused():
    assert edit_verdict(is_published=False).is_allowed
    assert codes(edit_verdict(is_published=True)) == ["published"]


@pytest.mark.parametrize(
    ("state", "published", "standing", "expected"),
    [
        (S.OPEN, True, True, []),
        (S.OPEN, True, False, ["not_standing"]),
        (S.CLOSED, True, True, ["closed"]),
        (S.PLANNED, False, True, ["not_published"]),
    ],
)
def test_closing_by_hand_when_asked_for_then_only_of_a_standing_round(
    state, published, standing, expected
):
    verdict = closing_verdict(state=state, is_published=published, is_standing=standing)

    assert codes(verdict) == expected


@pytest.mark.parametrize(
    ("state", "unfinished", "expected"),
    [
        (S.CLOSED, 0, []),
        (S.CLOSED, 3, ["unfinished"]),
        (S.OPEN, 0, ["not_closed"]),
        (S.CONCLUDED, 0, ["concluded"]),
    ],
)
def test_conclusion_when_asked_for_then_closed_and_all_final(state, unfinished, expected):
    verdict = conclusion_verdict(
        state=state, unfinished=unfinished, closes_at=None, grace_minutes=30, at=CLOSES
    )

    assert codes(verdict) == expected
    assert unfinished == 0 or f"{unfinished}件" in verdict.sentences[0]


@pytest.mark.parametrize(("minutes", "expected"), [(1, ["in_grace"]), (30, ["in_grace"]), (31, [])])
def test_conclusion_when_forms_may_still_come_in_then_refused_until_the_grace_is_over(
    minutes, expected
):
    verdict = conclusion_verdict(
        state=S.CLOSED,
        unfinished=0,
        closes_at=CLOSES,
        grace_minutes=30,
        at=CLOSES + timedelta(minutes=minutes),
    )

    assert codes(verdict) == expected
    assert not expected or "30分钟" in verdict.sentences[0]
