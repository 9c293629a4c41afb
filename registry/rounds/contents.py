"""What the parts above keep in rounds: they answer the questions that a round asks of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Model

from ipcontact.accounts.models import User
from ipcontact.notifications.services import Person
from ipcontact.ui.registry import Registry

if TYPE_CHECKING:
    from registry.rounds.models import IntakeRound


@dataclass(frozen=True)
class AgencyUse:
    """What an agency has in a round: units it recommends, and all files it answers for."""

    recommended: int = 0
    submitted: int = 0


@dataclass(frozen=True)
class Addressee:
    """Somebody with a file in a round, and that file."""

    who: User | Person
    subject: Model


def _none(round_: IntakeRound) -> int:
    return 0


def _nobody(round_: IntakeRound) -> Iterable[Addressee]:
    return ()


def _no_use(round_: IntakeRound) -> Mapping[int, AgencyUse]:
    return {}


@dataclass(frozen=True, kw_only=True)
class RoundContent:
    """The answers of one part, to the questions that concern it; a round adds them up.

    Attributes:
        form_versions: versions of the form that can be filled in.
        unsubmitted: drafts of units not yet handed in.
        unfinished: files on their way: neither drafts nor final.
        addressees: whom a change of the closing concerns.
        use: what each agency has in the round, by key of the agency.
    """

    form_versions: tuple[str, ...] = ()
    unsubmitted: Callable[[IntakeRound], int] = _none
    unfinished: Callable[[IntakeRound], int] = _none
    addressees: Callable[[IntakeRound], Iterable[Addressee]] = _nobody
    use: Callable[[IntakeRound], Mapping[int, AgencyUse]] = _no_use
    order: int = 50


contents = Registry(RoundContent)


def form_versions() -> list[str]:
    """Versions of the form that a round may ask for, the newest first."""
    return sorted({version for part in contents for version in part.form_versions}, reverse=True)


def unsubmitted(round_: IntakeRound) -> int:
    """Drafts of units in a round."""
    return sum(part.unsubmitted(round_) for part in contents)


def unfinished(round_: IntakeRound) -> int:
    """Files of a round that are on their way."""
    return sum(part.unfinished(round_) for part in contents)


def addressees(round_: IntakeRound) -> list[Addressee]:
    """Everybody with a file in a round, each person once."""
    found = {}
    for part in contents:
        for addressee in part.addressees(round_):
            who = addressee.who
            key = who.pk if isinstance(who, User) else (who.name, who.mobile, who.email)
            found.setdefault(key, addressee)
    return list(found.values())


def use_by_agency(round_: IntakeRound) -> dict[int, AgencyUse]:
    """What each agency has in a round, by key; agencies with nothing are left out."""
    found: dict[int, AgencyUse] = {}
    for part in contents:
        for key, use in part.use(round_).items():
            sofar = found.get(key, AgencyUse())
            found[key] = AgencyUse(
                sofar.recommended + use.recommended, sofar.submitted + use.submitted
            )
    return found
