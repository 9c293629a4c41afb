"""文号 that stand on other records than the documents of this room; their rooms say which.

register(NumberHolder(code="notices", starting=numbers_of_notices))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NumberHolder:
    """Records of another room that keep a number of their own.

    Attributes:
        code: stable name.
        starting: gives every number that begins with some characters, and what to call its record
            to anybody who may number papers.
    """

    code: str
    starting: Callable[[str], Iterable[tuple[str, str]]]


_holders: dict[str, NumberHolder] = {}


def register(holder: NumberHolder) -> NumberHolder:
    """Say where numbers stand; once per code."""
    if _holders.setdefault(holder.code, holder) != holder:
        raise ValueError(f"{holder.code} is registered already")
    return holder


def numbers_from(start: str) -> Iterator[tuple[str, str]]:
    """Numbers on records of other rooms that begin so, each with what bears it."""
    for holder in _holders.values():
        yield from holder.starting(start)


def bearer_of(document_no: str) -> str:
    """What to call the record of another room that has this number; empty when none has."""
    found = (words for number, words in numbers_from(document_no) if number == document_no)
    return next(found, "")
