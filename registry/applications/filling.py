"""代填: who filled a file in for its unit with 授权书, and whether the unit stands by that."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Max

from ipcontact.acts.models import Act
from registry.applications.choices import UNIT_SAID, FillingState
from registry.applications.models import Application, SealedCopy

AGENT_LINK = "application.agent"  # purpose of the one-time link by which the unit answers


@dataclass(frozen=True)
class Filling:
    """Who filled in, and what the unit says to it."""

    organisation: str
    state: FillingState

    @property
    def is_settled(self) -> bool:
        """The unit stands by it: it said so, or its stamp stands on the printed form."""
        return self.state in (FillingState.CONFIRMED, FillingState.SEALED)

    @property
    def tone(self) -> str:
        """How the callout about it looks."""
        return "bad" if self.state == FillingState.DISOWNED else "warn"

    @property
    def advice(self) -> str:
        """What the callout says is to be done; once a unit has spoken, its stamp alone does not
        settle it any more."""
        if self.state == FillingState.DISOWNED:
            return "请电话向单位核实，再次请单位确认；单位确认之前，复核不能通过。"
        return "单位用一次性链接确认，或者上传盖章的申报表。"

    @property
    def words(self) -> str:
        """由×××代填，单位还没有确认"""
        return f"由{self.organisation or '他人'}代填，{self.state.label}"


def filling_of(application: Application) -> Filling | None:
    """Who filled this file in for its unit; None when the unit did so itself."""
    return fillings([application.pk]).get(application.pk)


def fillings(keys: Collection[int]) -> dict[int, Filling]:
    """Who filled these in, by key; only files of agents are among them. One query, three where
    there are any. What the unit said last counts; its stamp where it has said nothing."""
    rows = Application.objects.filter(pk__in=keys).with_agents().exclude(agent_name=None)
    agents = dict(rows.order_by().values_list("pk", "agent_name"))
    if not agents:
        return {}
    steps = Act.objects.filter(
        code__in=UNIT_SAID,
        subject_table=Application._meta.db_table,
        subject_key__in=[str(key) for key in agents],
        taken_back_at=None,
    )
    said = {int(key): code for key, code in steps.order_by("pk").values_list("subject_key", "code")}
    copies = SealedCopy.objects.filter(
        submission__application__in=agents, file__is_removed=False
    ).values("submission__application")
    sealed = {row["submission__application"] for row in copies.annotate(last=Max("pk"))}
    return {
        key: Filling(name, _state(said.get(key), is_sealed=key in sealed))
        for key, name in agents.items()
    }


def _state(code: str | None, *, is_sealed: bool) -> FillingState:
    if code is not None:
        return UNIT_SAID[code]
    return FillingState.SEALED if is_sealed else FillingState.WAITING
