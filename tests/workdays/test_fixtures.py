"""The shipped schedules say what the notices say."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from ipcontact.workdays.readers import read_year

FIXTURES = Path(__file__).parents[2] / "fixtures" / "days"
FESTIVALS = {"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"}
NOTICES = {
    2025: (
        "1/1 1/28-2/4 4/4-4/6 5/1-5/5 5/31-6/2 10/1-10/8",
        "1/26 2/8 4/27 9/28 10/11",
    ),
    2026: (
        "1/1-1/3 2/15-2/23 4/4-4/6 5/1-5/5 6/19-6/21 9/25-9/27 10/1-10/7",
        "1/4 2/14 2/28 5/9 9/20 10/10",
    ),
}


def days_of(year: int, text: str) -> set[date]:
    found = set()
    for part in text.split():
        first, _, last = part.partition("-")
        day, end = (date(year, *map(int, word.split("/"))) for word in (first, last or first))
        while day <= end:
            found.add(day)
            day += timedelta(days=1)
    return found


@pytest.mark.parametrize("year", NOTICES)
def test_fixture_when_compared_with_the_notice_is_equal(year):
    plan = read_year((FIXTURES / f"{year}.json").read_bytes(), f"{year}.json")
    off, makeup = NOTICES[year]

    assert {day.date for day in plan.days if day.is_off} == days_of(year, off)
    assert {day.date for day in plan.days if not day.is_off} == days_of(year, makeup)


@pytest.mark.parametrize("year", range(2021, 2027))
def test_fixture_when_read_has_a_whole_year_and_its_source(year):
    plan = read_year((FIXTURES / f"{year}.json").read_bytes(), f"{year}.json")

    assert plan.year == year
    assert plan.papers[0].startswith("https://www.gov.cn/zhengce/content/")
    assert {day.name for day in plan.days} == FESTIVALS
    assert all(day.date.weekday() >= 5 for day in plan.days if not day.is_off)
