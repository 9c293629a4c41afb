"""What the rooms say about their kinds of steps, by code; filled in their `ready()`.

acts.register(
    "review.decide",
    label="审定",
    verb="reviews.decide",  # of the capability table
    is_delegable=True,
    apply=take_offline_decision,  # makes 线下登记 possible
    changes=rows_for_the_second_person,
    check=refuse_who_filed_it,
    take_back=undo_decision,  # makes 撤回 possible
)
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class ActKind:
    """One kind of step, known by a stable code such as `application.endorse`.

    Attributes:
        code: stable name.
        label: short Chinese phrase; empty: not offered for choice.
        verb: the capability the actor needs; also asked of a person named in an offline result.
        needs_reason, needs_scan: ® and ▤ of the state tables.
        is_delegable: may be given to a delegate; what the law reserves to the 负责人 or to
            集体讨论 may not.
        apply: takes an offline result into effect: (subject, payload, keywords for `record`);
            returns the `Act`.
        take_back: undoes the step: (subject, act, by=person).
        lock: locks the record as its room's steps do, and returns it; default: its row alone.
        check: refuses a decider with a RuleViolation: (subject, payload, decider).
        describe: what the payload says, a sentence each: (subject, payload).
        changes: what confirming it will change, as rows of (what, as it is now, as it will be):
            (subject, payload). Exceptions first; what stays as it is is left out.
    """

    code: str
    label: str = ""
    verb: str = ""
    needs_reason: bool = False
    needs_scan: bool = False
    is_delegable: bool = False
    apply: Callable[[Any, dict, dict], Any] | None = None
    take_back: Callable[..., Any] | None = None
    lock: Callable[[Any], Any] | None = None
    check: Callable[[Any, dict, Any], None] | None = None
    describe: Callable[[Any, dict], list[str]] | None = None
    changes: Callable[[Any, dict], list[tuple[str, str, str]]] | None = None


_kinds: dict[str, ActKind] = {}
# Has anything but messages gone out about a record since a moment (a letter, a publication)?
# Rooms that send answer here: (table, key, since) -> bool.
sent_since: list[Callable[[str, str, datetime], bool]] = []


def register(code: str, **values: Any) -> ActKind:
    """Say what a code means; the fields of `ActKind` as keywords. Once per code."""
    kind = ActKind(code=code, **values)
    if _kinds.setdefault(code, kind) != kind:
        raise ValueError(f"{code} is registered already")
    return kind


def kind_of(code: str) -> ActKind:
    """What is known of a code; of an unknown one nothing but itself."""
    return _kinds.get(code) or ActKind(code=code)


def delegable() -> Iterator[ActKind]:
    """Kinds that may be given to a delegate."""
    return (kind for kind in _kinds.values() if kind.is_delegable and kind.label)
