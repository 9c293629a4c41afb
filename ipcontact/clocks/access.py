"""Who may stop, resume and extend a limit: the parts say it for their records, asked again at each
step; a limit of a record nobody spoke for is changed by nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

from ipcontact.accounts.rights import can
from ipcontact.clocks import subjects

if TYPE_CHECKING:
    from ipcontact.accounts.models import User
    from ipcontact.clocks.models import Clock

VERB = "clocks.change"


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """What a part says of the limits of its records.

    Attributes:
        may_change: (user, key of the record as text) -> whether this person, who holds the
            capability and sees the record, changes its limits as it stands now.
        can_pause: whether they may stand still at all, or only be extended.
        grounds: the circumstances in which they may stand still; where any are named, one of them
            is chosen, else the reason is free.
        moved: called with the record, its clock and the person after a change, inside the same
            act: for parts that tell somebody the new day.
    """

    may_change: Callable[[User, str], bool]
    can_pause: bool = True
    grounds: tuple[str, ...] = ()
    moved: Callable[[models.Model, Clock, User], None] | None = None


_keepers: dict[str, Keeper] = {}


def register(table: str, **values) -> None:
    """Say who changes the limits of a table's records; the fields of `Keeper` as keywords.

    Called in an app's ``ready()``. Args: table: the table's name (``Model._meta.db_table``).
    """
    keeper = Keeper(**values)
    if _keepers.setdefault(table, keeper) != keeper:
        raise ValueError(f"{table} has its keeper already")


def keeper_of(table: str) -> Keeper | None:
    """What its part says of a table; None when nobody spoke for it."""
    return _keepers.get(table)


def may_change(user: User, table: str, key: str) -> bool:
    """Whether this person may stop, resume and extend the limits of a record now."""
    keeper = _keepers.get(table)
    if keeper is None or not can(user, VERB) or not subjects.is_visible(user, table, key):
        return False
    return keeper.may_change(user, key)
