"""What may be said of a credit code before anything else is typed: what the public roster says.

Units that are only candidates, and files of others, do not exist here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.parts import reworded
from registry.applications.rules import FINAL
from registry.roster.models import Listing
from registry.units.choices import UnitKind
from registry.units.models import Unit

# First two places of the code (GB 32100-2015, table 1): who registered, what.
_KINDS = {
    "92": UnitKind.SOLE_PROPRIETOR,
    "93": UnitKind.COOPERATIVE,
    "51": UnitKind.ASSOCIATION,
    "12": UnitKind.PUBLIC_INSTITUTION,
}
BRANCH_HINT = (
    "分公司、分支机构有自己的信用代码，请填写要申报的那一级单位的代码；"
    "总公司在名录中，不等于分公司在名录中。"
)


@dataclass(frozen=True)
class CodeAnswer:
    """What is known to everybody about a code.

    Attributes:
        code: normal form.
        listed: the unit, when it is on the roster today.
        former: the unit, when it once was; its page is public too.
        kind: the kind of unit the code speaks of, as a first guess.
        own: files for this code that this applicant may open.
    """

    code: str
    listed: Unit | None = None
    former: Unit | None = None
    kind: str = UnitKind.ENTERPRISE
    own: tuple[Application, ...] = ()

    @property
    def name(self) -> str:
        """The name the public roster gives; empty when it has none."""
        known = self.listed or self.former
        return known.name if known else ""

    @property
    def may_start(self) -> bool:
        return self.listed is None


def answer_for(code: str, own: Collection[Application] = ()) -> CodeAnswer:
    """Answer a legal credit code.

    Args: code: in normal form; own: files this applicant may open, of any code.
    """
    unit = Unit.objects.known_by(credit_code=code)
    is_listed = unit is not None and Unit.objects.listed().filter(pk=unit.pk).exists()
    was_listed = unit is not None and Listing.objects.filter(unit=unit).exists()
    kind = unit.kind if is_listed or was_listed else _KINDS.get(code[:2], UnitKind.ENTERPRISE)
    return CodeAnswer(
        code,
        listed=unit if is_listed else None,
        former=unit if was_listed and not is_listed else None,
        kind=kind,
        own=tuple(
            reworded(each for each in own if each.credit_code == code and not _is_over(each))
        ),
    )


def _is_over(application: Application) -> bool:
    return application.state in (*FINAL, ApplicationState.DISCARDED)
