"""Taking back an import that went wrong: its editions go, the units stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipcontact.accounts.rights import require
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.imports.choices import RunState
from registry.imports.models import ImportRun
from registry.roster.models import RosterEdition
from registry.roster.services import discard_backfill

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


def undo(run: ImportRun, *, by: User, reason: str) -> ImportRun:
    """Take back the editions an import entered; membership follows the other papers.

    Raises: RuleViolation `nothing_to_undo` when the run entered no edition, or was taken back.
    """
    require(by, "roster.import")
    with act("撤销导入", by=by, reason=reason):
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        editions = editions_of(run)
        if run.state != RunState.SAVED or not editions:
            raise RuleViolation("nothing_to_undo", "这次导入没有登记版次，或已经撤销。")
        run.edition, run.state = None, RunState.UNDONE
        run.summary["published"] = []
        run.save(update_fields=["edition", "state", "summary"])
        for edition in editions:
            discard_backfill(edition=edition, by=by, reason=reason)
    return run


def editions_of(run: ImportRun) -> list[RosterEdition]:
    """The editions a saved run entered and that are still there, latest first."""
    numbers = [number for number, _ in run.summary.get("published", [])]
    return list(RosterEdition.objects.filter(number__in=numbers, is_backfill=True))
