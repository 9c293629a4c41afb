"""What a recommendation meets: the roster, an own earlier one, another file; and the quota."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from registry.applications.choices import ApplicationState

# Files another agency's recommendation may still join: not yet looked at by the bureau.
JOINABLE = (
    ApplicationState.AWAITING_UNIT,
    ApplicationState.AGENCY_REVIEW,
    ApplicationState.RETURNED,
    ApplicationState.BUREAU_REVIEW,
)


class Fate(Enum):
    """What becomes of a recommendation of a unit."""

    NEW = "new"
    JOINS = "joins"
    ALREADY = "already"
    LISTED = "listed"
    TOO_LATE = "too_late"


def fate_of(*, is_listed: bool, is_own: bool, open_state: str | None) -> Fate:
    """Judge a recommendation before it is drafted, and again when it is signed.

    Args:
        is_listed: the unit is on the roster.
        is_own: this agency already recommends it in this round.
        open_state: state of the file that already speaks for the unit; None: there is none.
    """
    if is_listed:
        return Fate.LISTED
    if is_own:
        return Fate.ALREADY
    if open_state is None:
        return Fate.NEW
    return Fate.JOINS if open_state in JOINABLE else Fate.TOO_LATE


@dataclass(frozen=True)
class QuotaVerdict:
    """How many places an agency has in a round. `quota` None: no limit."""

    quota: int | None
    used: int
    wanted: int

    @property
    def left(self) -> int | None:
        """Places not yet taken; None without limit."""
        return None if self.quota is None else max(self.quota - self.used, 0)

    @property
    def is_allowed(self) -> bool:
        return self.left is None or self.wanted <= self.left

    @property
    def refusal(self) -> str:
        """Why not, and what to do; empty when it fits."""
        if self.is_allowed:
            return ""
        fit = f"只剩 {self.left} 家" if self.left else "已经用完"
        return (
            f"本批次推荐名额 {self.quota} 家，已签发 {self.used} 家，{fit}；这次要签发"
            f" {self.wanted} 家。请减少签发的家数，或请区局增加名额后再签发。"
        )
