"""Page numbers that always exist, counts that never run away."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ipcontact.accounts.models import Region
from ipcontact.ui import paging
from ipcontact.ui.paging import (
    Count,
    bounded_count,
    found_first,
    nearest_page,
    pages_around,
)


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        (None, 1),
        ("", 1),
        ("2", 2),
        ("-1", 1),
        ("0", 1),
        ("99", 4),
        ("1e9", 1),
        ("NaN", 1),
        ("9" * 400, 4),
        ("２", 1),
        ("1.5", 1),
    ],
)
def test_nearest_page_when_anything_is_typed_then_is_a_page_that_exists(typed, page):
    assert nearest_page(typed, total=100, per_page=25) == page


def test_nearest_page_when_list_is_empty_then_is_the_first():
    assert nearest_page("7", total=0, per_page=25) == 1


@pytest.mark.parametrize(
    ("number", "last", "shown"),
    [
        (1, 1, [1]),
        (1, 4, [1, 2, 3, 4]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (10, 40, [1, None, 8, 9, 10, 11, 12, None, 40]),
    ],
)
def test_pages_around_when_pages_are_many_then_gaps_hide_at_least_two(number, last, shown):
    assert pages_around(number, last) == shown


def test_count_when_beyond_the_limit_then_is_said_in_words():
    assert Count(10_000, True).words("家") == "10,000家"
    assert Count(10_000, False).words("家") == "超过一万家"


@pytest.mark.django_db
def test_bounded_count_when_table_is_longer_than_the_limit_then_stops_there(monkeypatch):
    monkeypatch.setattr(paging, "COUNT_LIMIT", 3)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = bounded_count(Region.objects.all())

    assert found == Count(3, False)
    assert "LIMIT 4" in queries[0]["sql"]
    assert "ORDER BY" not in queries[0]["sql"]


@pytest.mark.parametrize("keys", [("-code",), ("name", "-code"), ()])
def test_found_first_when_a_list_is_sorted_then_order_is_the_same_without_its_index(db, keys):
    rows = Region.objects.order_by(*keys) if keys else Region.objects.all()

    apart = found_first(rows)

    assert list(apart) == list(rows)
    assert "COALESCE" in str(apart.query)
