"""What the parts above know of an application: they answer what a step on it asks of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipcontact.ui.registry import Registry

if TYPE_CHECKING:
    from ipcontact.accounts.models import User
    from registry.applications.models import Application


@dataclass(frozen=True, kw_only=True)
class ConflictJudge:
    """Whether a person stands aside from an application (回避).

    `why(application, person)` gives the reason in words; empty when the person may judge it.
    """

    why: Callable[[Application, User], str]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Reopened:
    """What follows when a closed file is opened again: `follow(application, by=person)`.

    Called inside the act that opens it, when its state and limit are those it has from now on.
    """

    follow: Callable[..., None]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Closed:
    """What follows when a file is closed unanswered: `follow(application, by=person, today=day)`.

    Called inside the act that closes it, when its state is that it has from now on.
    """

    follow: Callable[..., None]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class WorksWith:
    """Who has an application on a list of theirs: `people(application)`, told of its withdrawal."""

    people: Callable[[Application], Iterable[User]]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class PublicWord:
    """What units read of their files instead of the word of the state, where a part above knows
    more: `words(files)` gives it by the key of the file."""

    words: Callable[[Collection[Application]], Mapping[int, str]]
    order: int = 50


conflict_judges = Registry(ConflictJudge)
reopenings = Registry(Reopened)
closings = Registry(Closed)
listers = Registry(WorksWith)
public_words = Registry(PublicWord)


def reworded(files: Iterable[Application]) -> list[Application]:
    """Files of a page, each with the `public_word` that is true of it now. A query for each part
    that has something to say, however many files."""
    found = list(files)
    words = {key: word for part in public_words for key, word in part.words(found).items()}
    for file in found:
        file.told_word = words.get(file.pk, "")
    return found
