"""Pages of long lists: counts that never run away, page numbers that are always valid."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

COUNT_LIMIT = 10_000
FEW = 1_000  # sorted sooner than met on a walk along an index
PER_PAGE = (25, 50, 100)


@dataclass(frozen=True)
class Count:
    """How many, exact up to the limit. `number` is what a page may be reached for."""

    number: int
    is_exact: bool

    def words(self, word: str) -> str:
        """128家, or 超过一万家. Args: word: the measure word."""
        return f"{self.number:,}{word}" if self.is_exact else f"超过一万{word}"


def bounded_count(queryset: QuerySet) -> Count:
    """Count at most one row more than the limit, whatever the size of the table."""
    if queryset.query.is_empty():
        return Count(0, True)
    found = queryset.order_by().values("pk")[: COUNT_LIMIT + 1].count()
    return Count(min(found, COUNT_LIMIT), found <= COUNT_LIMIT)


def found_first(queryset: QuerySet) -> QuerySet:
    """The same rows in the same order, found by their conditions and only then sorted.

    For a condition known to leave few rows: the planner may hope to meet 25 of them soon while it
    walks the index that has the order, and then walks all of it.
    """
    first, *rest = queryset.query.order_by or queryset.model._meta.ordering
    if not isinstance(first, str):
        return queryset
    plain = F(first.removeprefix("-"))
    key = Coalesce(plain, plain)  # the same value, of which no index knows
    return queryset.order_by(key.desc() if first.startswith("-") else key.asc(), *rest)


class KnownPaginator(Paginator):
    """A paginator that is told the number of rows and so never counts."""

    def __init__(self, object_list, per_page, *, total: int, **kwargs) -> None:
        super().__init__(object_list, per_page, **kwargs)
        self.count = total


def whole_number(raw: str | None, default: int) -> int:
    """A number as typed in an address; anything else, or too long, gives the default."""
    text = (raw or "").strip()
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+-")
    if not (digits.isascii() and digits.isdigit()):
        return default
    return sign * int(digits[:12])


def nearest_page(raw: str | None, total: int, per_page: int) -> int:
    """The asked page, or the nearest one that exists."""
    last = max(1, -(-total // per_page))
    return min(max(1, whole_number(raw, 1)), last)


def pages_around(number: int, last: int) -> list[int | None]:
    """1 … 4 5 6 … 20: first, last and two on each side; None is a gap."""
    wanted = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
    shown: list[int | None] = []
    for page in wanted:
        if shown and page - shown[-1] == 2:
            shown.append(page - 1)
        elif shown and page - shown[-1] > 2:
            shown.append(None)
        shown.append(page)
    return shown
