"""Figures of the roster as of any day."""

from datetime import date

import pytest

from ipcontact.ui.registry import measures
from registry.roster.measures import HOLDINGS, KINDS, figures
from registry.units.bulk import record_figures
from registry.units.people import YearlyFigures
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def measure(code: str):
    return next(item for item in measures if item.code == code)


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
    found = [measure(code) for code, *_ in KINDS]

    assert tuple(each.value(day) for each in found) == expected
    assert tuple(each.rows(day).count() for each in found) == expected


def test_figures_when_kinds_occur_then_add_up_to_the_whole(history):
    (label, whole), *kinds = figures(TODAY)

    assert (label, whole) == ("在库单位", 4)
    assert sum(number for _, number in kinds) == whole
    assert dict(kinds)["企业"] == 2


def test_splits_when_asked_for_a_day_then_as_the_entries_of_that_day_say(history):
    splits = {split.key: split for split in measure("roster.listed").splits}

    assert dict(splits["kind"].parts(date(2022, 1, 1))) == {"企业": 3}
    assert sum(number for _, number in splits["region"].parts(TODAY)) == 4
    by_criterion = dict(splits["criterion"].parts(TODAY))
    assert by_criterion["（1）高新技术企业"] == 2
    assert len(by_criterion) == 9


def test_rows_when_a_unit_was_renamed_later_then_bear_the_name_of_the_day(history):
    rows = measure("roster.listed").rows(date(2022, 1, 1))

    assert "海河示例生物医药有限公司" in [row.name for row in rows]


def test_patents_when_reported_later_then_an_earlier_day_has_the_earlier_report(history):
    reports = [
        YearlyFigures(unit=unit, year=year, as_of=date(year, 12, 31), **values)
        for unit, year, values in (
            (history.stayed, 2024, {"inventions_held": 3, "utility_models_held": 4}),
            (history.stayed, 2025, {"inventions_held": 5, "designs_held": 6}),
            (history.left, 2025, {"inventions_held": 100}),
        )
    ]
    record_figures(reports)

    patents, inventions = (measure(code) for code, *_ in HOLDINGS)

    assert [patents.value(date(year, 12, 31)) for year in (2023, 2024, 2025)] == [0, 7, 11]
    assert inventions.value(TODAY) == 5
    assert [row.amount for row in patents.rows(TODAY)] == [11]


def test_measures_when_app_is_ready_then_each_says_how_it_counts():
    assert {code for code, *_ in (*KINDS, *HOLDINGS)} <= {item.code for item in measures}
    assert all(item.rule.endswith("。") for item in measures)


@pytest.mark.parametrize("code", [code for code, *_ in (*KINDS, *HOLDINGS)])
def test_value_when_asked_then_one_query(history, django_assert_num_queries, code):
    found = measure(code)

    with django_assert_num_queries(1):
        found.value(TODAY)
    with django_assert_num_queries(1):
        found.value(date(2022, 1, 1))
