"""定性: proposed by the handler with what was found, decided by a leader, online or on paper.

▤ of the state table: online the 核查情况 and the leader's words are the paper; they are frozen with
the decision, and 异议核查情况 is printed from them. What was decided on paper, in the OA or in a
meeting is entered with its scan.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Unpack

from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import OfflineFacts, enter_offline, require_authority
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.files.services import put
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import today as current_day
from registry.notices.choices import NoticeItemState
from registry.notices.services import take_out
from registry.objections.access import DECIDE, has_touched
from registry.objections.choices import (
    Conclusion,
    ItemOutcome,
    ObjectionAction,
    ObjectionActor,
)
from registry.objections.models import Objection
from registry.objections.rules import conclusion_problems, leaves_list
from registry.objections.services.handling import release_if_free
from registry.objections.services.steps import (
    NO_PROPOSAL,
    locked,
    refuse_by,
    refuse_wrong,
    take,
    tell_handler,
)

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

A = ObjectionAction
INVESTIGATION = "objection.investigation"
# Of how it was decided, what the step of the unit on the list says too.
_SHARED = ("on_behalf_of", "entered_by", "confirmed_by", "channel", "event_on")


def propose(
    objection: Objection,
    *,
    conclusion: str,
    findings: str,
    reason: str,
    by: User,
    today: date,
    files: Sequence[Any] = (),
    version: int | None = None,
) -> Objection:
    """提出定性建议 ® by the named handler, with 核查情况; the leader decides.

    Raises: RuleViolation `proposed`, `findings_missing`, `conclusion_unknown`, of the step.
    """
    with act("提出定性建议", by=by, reason=reason):
        current = locked(objection)
        refuse_by(current, A.PROPOSE, by=by, today=today, reason=reason, version=version)
        if current.is_proposed:
            raise RuleViolation("proposed", "已有定性建议，等领导定性；要修改的请领导退回。")
        if not findings.strip():
            raise RuleViolation("findings_missing", "请写明核查情况：核查了什么，查明了什么。")
        if conclusion not in Conclusion.values:
            raise RuleViolation("conclusion_unknown", "请选择建议的结论。")
        values = {
            "findings": findings.strip(),
            "proposed": conclusion,
            "proposal_reason": reason.strip(),
            "proposed_by": by,
        }
        for upload in files:
            put(current, purpose=INVESTIGATION, upload=upload, by=by, erase=False)
        words = f"建议{Conclusion(conclusion).label}：{reason.strip()}"
        take(current, A.PROPOSE, by=by, today=today, reason=words, values=values)
    return current


def send_back(
    objection: Objection, *, reason: str, by: User, today: date, version: int | None = None
) -> Objection:
    """退回重新核查 ®: the handler looks again; what was found stays to be completed.

    Raises: RuleViolation `not_proposed`, `reason_missing`, of the step. PermissionDenied.
    """
    leader = require_authority(by, DECIDE, today)
    with act("退回重新核查", by=by, reason=reason):
        current = locked(objection)
        refuse_by(current, A.RETURN, by=by, today=today, reason=reason, version=version)
        _need_proposal(current)
        take(
            current,
            A.RETURN,
            by=by,
            today=today,
            reason=reason,
            values=NO_PROPOSAL,
            on_behalf_of=leader,
        )
        tell_handler(current, title=f"异议 {current.number} 退回重新核查", body=reason, by=by)
    return current


def decide(
    objection: Objection,
    *,
    conclusion: str,
    reason: str,
    by: User,
    today: date,
    outcome: str = "",
    version: int | None = None,
) -> Objection:
    """异议定性 ® by a leader who has not proposed it, or whoever holds the leader's 委托.

    Rejected: the unit may be announced when nothing else stands against it. Upheld: it is taken
    off the list. Partly upheld: as the leader chooses.

    Args: outcome: keep or take_out, when partly upheld.
    Raises: RuleViolation `wrong_state`, `not_proposed`, `second_person`, `conclusion_unknown`,
        `outcome_missing`, `reason_missing`, `stale`. PermissionDenied.
    """
    leader = require_authority(by, DECIDE, today)
    with act("异议定性", by=by, reason=reason):
        current = locked(objection)
        actors = {ObjectionActor.DECIDER}
        refuse_wrong(current, A.DECIDE, actors, reason=reason, version=version)
        _refuse_undecidable(current, conclusion, outcome, by, leader)
        how = {"on_behalf_of": leader, "today": today}
        _carry_out(current, conclusion, outcome, reason=reason, by=by, on=today, **how)
    return current


def enter_decision(
    objection: Objection,
    *,
    conclusion: str,
    outcome: str,
    by: User,
    today: date,
    **facts: Unpack[OfflineFacts],
) -> OfflineResult:
    """Enter a conclusion taken on paper or in a meeting; a second person confirms it.

    Args: facts: as `OfflineForm.facts()` gives them.
    """
    decided_on = facts["decided_on"].isoformat()
    payload = {"conclusion": conclusion, "outcome": outcome, "decided_on": decided_on}
    return enter_offline(objection, code=DECIDE, payload=payload, by=by, today=today, **facts)


def apply_decision(objection: Objection, payload: dict, keywords: dict) -> Act:
    """Let a confirmed conclusion take effect; called by `acts.services.confirm_offline`."""
    with act("异议定性", by=None):
        current = locked(objection)
        check_decision(current, payload, keywords["by"])
        on = keywords["event_on"]
        how = {**keywords, "on": on, "today": current_day()}
        return _carry_out(current, payload["conclusion"], payload["outcome"], **how)


def check_decision(objection: Objection, payload: dict, decider: User) -> None:
    """Refuse what could not be decided online either.

    Raises: RuleViolation `wrong_state`, `not_proposed`, `second_person`, `conclusion_unknown`,
        `outcome_missing`, `decided_early`.
    """
    refuse_wrong(objection, A.DECIDE, {ObjectionActor.DECIDER}, reason="-")
    if date.fromisoformat(payload["decided_on"]) < objection.received_on:
        raise RuleViolation(
            "decided_early", f"定性日期早于收到异议的日期 {objection.received_on}，请核对。"
        )
    _refuse_undecidable(objection, payload["conclusion"], payload["outcome"], decider)


def describe_decision(objection: Objection, payload: dict) -> list[str]:
    """What was decided, in a sentence."""
    is_out = leaves_list(payload["conclusion"], payload["outcome"])
    end = "移出拟定名单" if is_out else "保留在名单上"
    return [f"{objection}，定性为“{Conclusion(payload['conclusion']).label}”，{end}。"]


def changes_of(objection: Objection, payload: dict) -> list[tuple[str, str, str]]:
    """What confirming it will change."""
    is_out = leaves_list(payload["conclusion"], payload["outcome"])
    after = NoticeItemState.TAKEN_OUT if is_out else NoticeItemState.CLEAR
    return [(objection.item.name, objection.item.standing, after.label)]


def _refuse_undecidable(objection: Objection, conclusion: str, outcome: str, *people: User) -> None:
    _need_proposal(objection)
    is_second = not any(has_touched(person, objection) for person in people)
    refuse_first(conclusion_problems(conclusion, outcome, is_second_person=is_second))


def _need_proposal(objection: Objection) -> None:
    if not objection.is_proposed:
        raise RuleViolation("not_proposed", "还没有定性建议，请经办人先写明核查情况并提出建议。")


def _carry_out(
    objection: Objection,
    conclusion: str,
    outcome: str,
    *,
    reason: str,
    by: User,
    on: date,
    **how: Any,
) -> Act:
    is_out = leaves_list(conclusion, outcome)
    how["event_on"] = on
    step = take(
        objection,
        A.DECIDE,
        by=by,
        reason=f"{Conclusion(conclusion).label}：{reason.strip()}",
        values={
            "conclusion": conclusion,
            "outcome": ItemOutcome.TAKE_OUT if is_out else ItemOutcome.KEEP,
            "conclusion_reason": reason.strip(),
            "decided_by": by,
            "decided_on": on,
        },
        **how,
    )
    today = how["today"]
    item = objection.item
    if is_out and item.state != NoticeItemState.TAKEN_OUT and not item.is_withdrawn:
        shared = {name: how[name] for name in _SHARED if name in how}
        take_out(
            item,
            reason=f"异议{Conclusion(conclusion).label}：{reason.strip()}",
            by=None,
            acted_by=by,
            today=today,
            **shared,
        )
    elif not is_out:
        because = f"异议{Conclusion(conclusion).label}"
        release_if_free(objection, because=because, by=None, today=today)
    title = f"异议 {objection.number} 已定性：{Conclusion(conclusion).label}"
    tell_handler(objection, title=title, body=reason, by=by)
    return step
