"""What a list of agencies and people would do: steps, refusals, warnings. Nothing is written."""

from dataclasses import dataclass, field
from typing import Any

from ipcontact.accounts.imports.lines import COLUMNS, Line
from ipcontact.accounts.models import Agency, User
from ipcontact.accounts.rights import can
from ipcontact.accounts.roles import role_labels

LABELS = {column.key: column.label for column in COLUMNS}


@dataclass
class AgencyStep:
    """What happens to one agency."""

    line: Line
    existing: Agency | None
    code: str
    parent_code: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # label, old, new


@dataclass
class PersonStep:
    """What happens to one person."""

    line: Line
    existing: User | None
    username: str
    agency_code: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    roles: tuple[str, ...] | None = None  # None: left as they are


@dataclass
class Plan:
    """Everything a file would do, and every reason why it cannot."""

    by: User | None
    agencies: list[AgencyStep] = field(default_factory=list)
    people: list[PersonStep] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    waiting_roles: int = 0  # people whose roles a security administrator has to give

    @property
    def may_write_people(self) -> bool:
        return self.by is None or can(self.by, "users.manage")

    @property
    def may_give_roles(self) -> bool:
        return self.by is None or can(self.by, "roles.assign")

    def steps(self) -> list[AgencyStep | PersonStep]:
        return [*self.agencies, *self.people]

    def count(self, what: str) -> int:
        """How many agencies and people are `new`, `updated` or `unchanged`."""
        return sum(_fate(step) == what for step in self.steps())


def _fate(step: AgencyStep | PersonStep) -> str:
    if step.existing is None:
        return "new"
    given = isinstance(step, PersonStep) and step.roles is not None
    return "updated" if step.changes or given else "unchanged"


def reject(plan: Plan, line: Line, key: str, reason: str) -> None:
    """Note why a row cannot be taken."""
    plan.rejected.append(note(line, key, reason))


def note(line: Line, key: str, reason: str) -> dict[str, Any]:
    value = getattr(line, key, "") if key in LABELS else ""
    shown = role_labels(value) if key == "roles" else value
    words = shown if isinstance(shown, str) else "、".join(shown)
    return {
        "row": line.number,
        "column": LABELS.get(key, key),
        "value": words,
        "reason": reason,
    }
