"""Which step a document may take, and what is odd about a 文号.

Source: state table 13; GB/T 9704-2012 7.2.5 (发文字号).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ipcontact.acts.rules import Problem, wrong_state
from ipcontact.documents.choices import DocumentAction, DocumentActor, DocumentState

S, A = DocumentState, DocumentAction
DRAFTER, SIGNER = DocumentActor.DRAFTER, DocumentActor.SIGNER
LIVING = (S.DRAFT, S.APPROVED, S.SEALED, S.SENT, S.SERVED)
OUT = (S.SENT, S.SERVED)

_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,20})〔([0-9]{4})〕([1-9][0-9]{0,5})号")
_NEARLY = re.compile(r"[\[【［(（]\s*[0-9]{4}\s*[\]】］)）]")


@dataclass(frozen=True)
class Move:
    """One step of the table: states it may be done in, the state afterwards (None: it stays),
    who may do it, and whether it needs a reason (®) or a scan (▤)."""

    sources: tuple[DocumentState, ...]
    target: DocumentState | None
    actor: DocumentActor
    needs_reason: bool = False
    needs_scan: bool = False


MOVES: dict[DocumentAction, Move] = {
    A.EDIT: Move((S.DRAFT,), None, DRAFTER),
    A.APPROVE: Move((S.DRAFT,), S.APPROVED, SIGNER),
    A.NUMBER: Move(LIVING, None, DRAFTER),
    A.SEAL: Move((S.APPROVED,), S.SEALED, DRAFTER, needs_scan=True),
    A.SEND: Move((S.APPROVED, S.SEALED), S.SENT, DRAFTER),
    A.SERVE: Move((S.SENT,), S.SERVED, DRAFTER, needs_scan=True),
    A.VOID: Move((S.DRAFT, S.APPROVED, S.SEALED), S.VOID, DRAFTER, needs_reason=True),
}


def move_problems(
    action: DocumentAction,
    *,
    state: str,
    actors: Collection[DocumentActor],
    reason: str = "",
    is_sealed_kind: bool = True,
    has_fixed_number: bool = False,
    is_numbered: bool = False,
) -> list[Problem]:
    """Why a step cannot be taken now; empty when it can.

    Args:
        actors: as whom the person may act on this document.
        reason: what the person wrote.
        is_sealed_kind: papers of this kind go out only under seal.
        has_fixed_number: its number came from a series of this system, which is never re-used.
        is_numbered: it has a number; one that went out 待编号 may still get its own.
    """
    move, state = MOVES[action], DocumentState(state)
    found = []
    if state not in move.sources:
        found.append(wrong_state("这份文书", state, action, move.sources))
    elif move.actor not in actors:
        found.append(("wrong_actor", f"“{action.label}”须由{move.actor.label}办理。"))
    elif action == A.SEND and is_sealed_kind and state != S.SEALED:
        found.append(("not_sealed", "这类文书须先用印：请上传盖章件，再登记发出。"))
    elif action == A.SEAL and not is_sealed_kind:
        found.append(("no_seal", "这类文书不需要用印，可以直接登记发出。"))
    elif action == A.NUMBER and has_fixed_number:
        found.append(("number_fixed", "文号由本系统编发，不能改号；编错的请作废后另拟。"))
    elif action == A.NUMBER and state in OUT and is_numbered:
        found.append(("number_sent", "文书已经发出，文号不能再改。"))
    if move.needs_reason and not reason.strip():
        found.append(("reason_missing", f"请写明{action.label}的理由。"))
    return found


def moves_from(
    state: str,
    actors: Collection[DocumentActor],
    *,
    is_sealed_kind: bool = True,
    has_fixed_number: bool = False,
    is_numbered: bool = False,
) -> list[DocumentAction]:
    """What these actors may do in a state, in the order of the table."""
    return [
        action
        for action in MOVES
        if not move_problems(
            action,
            state=state,
            actors=actors,
            reason="-",
            is_sealed_kind=is_sealed_kind,
            has_fixed_number=has_fixed_number,
            is_numbered=is_numbered,
        )
    ]


def number_of(prefix: str, year: int, serial: int) -> str:
    """津滨市监知〔2026〕12号: whole year in hexagonal brackets, no leading zeros."""
    return f"{prefix}〔{year}〕{serial}号"


def is_of_series(document_no: str, prefix: str) -> bool:
    """Whether a number stands under a 机关代字."""
    return bool(prefix) and document_no.startswith(f"{prefix}〔")


def number_warnings(document_no: str, *, today: date, used_by: str = "") -> list[str]:
    """What is odd about a number typed from the office's own register; it may still be right.

    Args:
        document_no: as typed, freed of spaces.
        today: a number of a later year is odd.
        used_by: what to call another document that has the same number.
    """
    found = []
    match = _NUMBER.fullmatch(document_no)
    if match is None:
        words = "年份请用六角括号〔〕，" if _NEARLY.search(document_no) else ""
        found.append(f"与常见写法不同，{words}例如“津滨市监知〔{today.year}〕12号”。")
    elif int(match[2]) > today.year:
        found.append(f"年份是{match[2]}，晚于今年。")
    if used_by:
        found.append(f"与{used_by}的文号相同。")
    return found


@dataclass(frozen=True)
class NumberRange:
    """Numbers that follow each other under one 代字, for papers numbered at once."""

    prefix: str
    year: int
    first: int
    count: int

    @property
    def serials(self) -> range:
        return range(self.first, self.first + self.count)

    @property
    def numbers(self) -> list[str]:
        return [number_of(self.prefix, self.year, serial) for serial in self.serials]

    @property
    def words(self) -> str:
        """津滨市监知〔2026〕12号至31号."""
        start = number_of(self.prefix, self.year, self.first)
        return start if self.count == 1 else f"{start}至{self.serials[-1]}号"


def range_from(document_no: str, count: int) -> NumberRange | None:
    """The range that begins with a typed number; None when it has no serial to count on from."""
    match = _NUMBER.fullmatch(document_no)
    return NumberRange(match[1], int(match[2]), int(match[3]), count) if match else None
