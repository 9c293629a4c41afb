"""Figures of the roster as of any day."""

from datetime import date

import pytest

from ipcontact.ui.registry import measures
from registry.roster.measures import MEASURES, figures
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
LISTED, PLATFORMS, ASSOCIATIONS, ALLIANCES = MEASURES


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2021, 12, 19), (0, 0, 0, 0)),
        (date(2021, 12, 20), (3, 0, 0, 0)),
        (date(2023, 12, 14), (3, 0, 0, 0)),
        (date(2023, 12, 15), (3, 0, 0, 1)),
        (TODAY, (4, 1, 0, 1)),
    ],
)
def test_measures_when_asked_for_a_day_then_count_the_roster_of_that_day(history, day, expected):
    assert tuple(measure.on(day) for measure in MEASURES) == expected


def test_figures_when_kinds_occur_then_add_up_to_the_whole(history):
    (label, whole), *kinds = figures(TODAY)

    assert (label, whole) == ("在库单位", 4)
    assert sum(number for _, number in kinds) == whole
    assert dict(kinds)["企业"] == 2


def test_measures_when_app_is_ready_then_stand_on_the_board():
    board = {item.key: item for item in measures}

    assert {measure.key for measure in MEASURES} <= set(board)
    assert board["roster.listed"].target == 100
    assert all(measure.rule.endswith("。") for measure in MEASURES)
