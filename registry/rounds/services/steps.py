"""What every change of a round goes through: right, lock, judgement, version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipcontact.accounts.rights import require
from ipcontact.ui.errors import RuleViolation
from registry.rounds.models import IntakeRound
from registry.rounds.rules import Verdict

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

VERB = "rounds.manage"
STALE = "您打开之后，这个批次已由别人修改。请刷新页面核对后再办；您填写的内容已保留。"


def locked(round_: IntakeRound, *, by: User, version: int | None = None) -> IntakeRound:
    """The round, locked and as it is now, for a person who may manage rounds.

    Raises: PermissionDenied; RuleViolation `stale` when the caller looked at an older one.
    """
    require(by, VERB)
    current = relock(round_)
    if version is not None and current.version != version:
        raise RuleViolation("stale", STALE)
    return current


def relock(round_: IntakeRound) -> IntakeRound:
    """The round, locked and as it is now."""
    return IntakeRound.objects.select_for_update(of=("self",)).get(pk=round_.pk)


def refuse(verdict: Verdict) -> None:
    """Raise the reasons of a verdict as one RuleViolation with the code of the first."""
    if not verdict.is_allowed:
        raise RuleViolation(verdict.reasons[0][0], "".join(verdict.sentences))
