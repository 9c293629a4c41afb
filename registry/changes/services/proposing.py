"""Proposing a change: by the unit, by an agency, from a phone call or paper, from a comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from ipcontact.accounts.models import Agency, Region
from ipcontact.accounts.rights import can
from ipcontact.acts.choices import Channel
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.files.services import put
from ipcontact.notifications.services import tell_colleagues
from ipcontact.text.masking import mask_name
from ipcontact.ui.errors import RuleViolation
from registry.changes import access
from registry.changes.choices import (
    BY_THE_UNIT,
    OPEN_STATES,
    REGISTRATION_OF,
    ChangeKind,
    ChangeSource,
    ChangeState,
)
from registry.changes.models import UnitChange
from registry.changes.rules import Part, ProposalFacts, division_problems, proposal_problems
from registry.changes.services.links import lock_unit, unit_of_link
from registry.changes.services.steps import EVIDENCE, PROPOSE, WITHDRAW, open_change
from registry.changes.wording import present, sentence
from registry.units.choices import UnitKind
from registry.units.models import Unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

NEEDED = {
    ChangeKind.RENAME: "name",
    ChangeKind.CODE: "credit_code",
    ChangeKind.ADDRESS: "registered_address",
}


@dataclass(frozen=True)
class Proposal:
    """What somebody says of a change.

    Attributes:
        kind: a `ChangeKind` that is checked.
        effective_on: from which day it counts; of the past or the future.
        values: name; or credit_code and is_confirmed; or registered_address.
        person: name of the new legal representative.
        basis: the paper in words; evidence: its photograph, an upload.
        related: successor, new lead unit; parts: the units that come out of a division.
        region, lead_agency: with an address in another jurisdiction.
    """

    kind: str
    effective_on: date
    values: Mapping[str, Any] = field(default_factory=dict)
    person: str = field(default="", repr=False)
    basis: str = ""
    evidence: Any = None
    related: Unit | None = None
    parts: Sequence[Part] = ()
    region: Region | None = None
    lead_agency: Agency | None = None


def propose(
    unit: Unit,
    proposal: Proposal,
    *,
    by: User,
    today: date,
    channel: str = Channel.ONLINE,
) -> UnitChange:
    """Propose a change of a unit; nothing of the register changes before it is checked.

    Args: channel: phone or paper when the unit told it and the staff types.
    Raises: RuleViolation `already_open`, `too_far`, `too_early`, `same_value`, `no_alliance`,
        `related_missing`, `related_itself`, `part_nameless`, `part_twice`, `part_itself`,
        `too_many`, `not_by_unit`, `value_missing`. PermissionDenied.
    """
    unit = access.require_unit(unit, access.PROPOSE, by=by)
    is_own = access.speaks_for(by, unit)
    if not is_own and not can(by, "units.edit"):
        raise PermissionDenied("只有本单位或者负责联系的机构可以登记变更。")
    if is_own and proposal.kind not in BY_THE_UNIT:
        raise RuleViolation("not_by_unit", "这项变更请联系主责单位登记。")
    told = channel in (Channel.PHONE, Channel.PAPER)
    source = ChangeSource.UNIT if is_own or told else ChangeSource.AGENCY
    how = {"by": None, "entered_by": by, "actor_name": unit.name[:80]} if told else {"by": by}
    with act(f"登记{ChangeKind(proposal.kind).label}", by=by):
        return create(unit, proposal, source=source, channel=channel, by=by, how=how, today=today)


def propose_by_link(token: str, proposal: Proposal, *, by: None = None, today: date) -> UnitChange:
    """The same by the contact of the unit with a one-time link, which is used up.

    Raises: RuleViolation of the link (`link_…`), or as `propose`.
    """
    if proposal.kind not in BY_THE_UNIT:
        raise RuleViolation("not_by_unit", "这项变更请联系主责单位登记。")
    with act(f"登记{ChangeKind(proposal.kind).label}", by=by):
        unit, link = unit_of_link(token)
        how = {"by": None, "actor_name": link.contact_name or unit.name[:80]}
        return create(unit, proposal, source=ChangeSource.UNIT, by=None, how=how, today=today)


def withdraw(change: UnitChange, *, by: User, today: date, reason: str = "") -> UnitChange:
    """Give a proposal up; what takes effect later can be given up until that day.

    Raises: RuleViolation `wrong_state`. PermissionDenied.
    """
    if not access.may_withdraw(change, by) and change.is_open:
        raise PermissionDenied("只有登记人、本单位或者核对人可以撤回。")
    with act("撤回变更", by=by, reason=reason):
        change = open_change(change, *OPEN_STATES)
        store(change, state=ChangeState.WITHDRAWN, persons={})
        record(change, code=WITHDRAW, action="撤回变更", by=by, reason=reason, today=today)
    return change


def create(
    unit: Unit,
    proposal: Proposal,
    *,
    source: str,
    by: User | None,
    how: Mapping[str, Any],
    today: date,
    channel: str = Channel.ONLINE,
) -> UnitChange:
    """The proposal as a record, with its paper; those who check are told. Inside an act.

    Args: how: who acts, for `record`. Raises: RuleViolation, as `propose`.
    """
    unit = lock_unit(unit.pk)
    before = present(unit, proposal.kind)
    values = dict(proposal.values)
    if proposal.kind == ChangeKind.LEGAL:
        values = {"legal_representative": mask_name(proposal.person)}
    if proposal.kind == ChangeKind.SPLIT:
        values = {"parts": [part.as_value() for part in proposal.parts]}
    _refuse_wrong(unit, proposal, before, today=today)
    try:
        with transaction.atomic():
            change = UnitChange.objects.create(
                unit=unit,
                kind=proposal.kind,
                source=source,
                channel=channel,
                values=values,
                before=before,
                persons={"name": proposal.person} if proposal.person else {},
                related=proposal.related,
                region=proposal.region,
                lead_agency=proposal.lead_agency,
                effective_on=proposal.effective_on,
                basis=proposal.basis,
                proposed_by=by,
            )
    except IntegrityError as error:
        if "change_once_open" not in str(error):
            raise
        raise RuleViolation(
            "already_open",
            f"该单位已有一件在办的{ChangeKind(proposal.kind).label}，请先办完或撤回那一件。",
        ) from error
    put(change, purpose=EVIDENCE, upload=proposal.evidence, by=by)
    record(
        change,
        code=PROPOSE,
        action=f"登记{change.get_kind_display()}",
        today=today,
        channel=channel,
        **how,
    )
    tell_colleagues(
        change,
        access.handlers_of_bureau(),
        kind="change.proposed",
        title=f"待核对：{unit.name}{change.get_kind_display()}",
        body=f"{sentence(change)}。{change.effective_on:%Y-%m-%d} 起生效，请核对材料。",
        by=by,
    )
    return change


def _refuse_wrong(
    unit: Unit, proposal: Proposal, before: Mapping[str, str], *, today: date
) -> None:
    needed = NEEDED.get(proposal.kind)
    value = proposal.values.get(needed, "") if needed else proposal.person
    if (needed or proposal.kind == ChangeKind.LEGAL) and not value:
        raise RuleViolation("value_missing", "请填写变更后的内容。")
    now, then = _compared(unit, proposal, before)
    related = proposal.related
    facts = ProposalFacts(
        kind=proposal.kind,
        effective_on=proposal.effective_on,
        now=now,
        then=then,
        is_alliance=unit.kind == UnitKind.ALLIANCE,
        has_related=related is not None or bool(proposal.parts),
        is_itself=related is not None and related.pk == unit.pk,
    )
    refuse_first(
        [
            *proposal_problems(facts, today=today),
            *division_problems(proposal.parts, name=unit.name, credit_code=unit.credit_code or ""),
        ]
    )


def _compared(unit: Unit, proposal: Proposal, before: Mapping[str, str]) -> tuple[str, str]:
    """The value now and then in one string each, for the question whether anything changes."""
    if proposal.kind in REGISTRATION_OF:
        return unit.registration_state, REGISTRATION_OF[proposal.kind]
    if proposal.kind == ChangeKind.LEGAL:
        holder = unit.people.filter(role=ChangeKind.LEGAL, period__upper_inf=True).first()
        return holder.name if holder else "", proposal.person
    if proposal.kind == ChangeKind.LEAD_UNIT:
        return before["lead_unit"], proposal.related.name if proposal.related else ""
    then = {
        **before,
        **{name: value for name, value in proposal.values.items() if name in before},
    }
    if proposal.region is not None:
        then["region"] = proposal.region.name
    if proposal.lead_agency is not None:
        then["lead_agency"] = proposal.lead_agency.name
    return repr(sorted(before.items())), repr(sorted(then.items()))
