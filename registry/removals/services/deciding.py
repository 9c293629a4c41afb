"""The decision: remove or keep, online or offline; nobody decides what they proposed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Unpack

from django.conf import settings

from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import (
    OfflineFacts,
    authority_of,
    enter_offline,
    record,
    refuse_outdated,
    require_authority,
)
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.clocks.services import end_all
from ipcontact.documents.choices import DocumentState
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.services import draw_up
from ipcontact.documents.tables import chinese_day
from ipcontact.notifications.services import revoke_links, tell_colleagues
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import today as current_day
from registry.changes.access import staff_of
from registry.removals import access
from registry.removals.choices import (
    ANNOUNCEMENT,
    LETTER,
    OPEN_STATES,
    PAPER_WORDS,
    Outcome,
    RemovalState,
)
from registry.removals.models import Removal
from registry.removals.rules import LONGEST_REASON, DecisionFacts, Problem, decision_problems
from registry.removals.services.hearing import is_told_on_paper
from registry.removals.services.steps import PAPERS, STATEMENT_LINK, open_removal, tell_unit
from registry.roster.services import depart, keep_listed, lock_member

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

# Of the decision itself, not of whether it can be taken: the form asks, or another outcome can.
OWN_WORDS = {"reason_missing", "minutes_missing", "not_served"}
SILENCE = "期满没有陈述意见"


def problems(
    removal: Removal,
    *,
    outcome: str,
    reason: str,
    minutes_no: str,
    deciders: list[User],
    today: date,
) -> list[Problem]:
    """Everything that stands against this decision by these people; empty when nothing does."""
    facts = DecisionFacts(
        state=removal.state,
        due_on=access.hearing_ends(removal),
        since=removal.heard_since,
        ground=removal.ground.code,
        approver=removal.ground.approver,
        outcome=outcome,
        reason=reason,
        minutes_no=minutes_no,
        is_told_on_paper=is_told_on_paper(removal),
        involved={key for key in (removal.proposed_by_id, removal.told_by_id) if key},
        deciders={each.pk for each in deciders},
    )
    return decision_problems(facts, today=today)


def may_decide(removal: Removal, user: User, *, on: date) -> bool:
    """Whether this person decides it now: a leader or a delegate whom nothing stands against."""
    leader = authority_of(user, access.CODE, on)
    if leader is None:
        return False
    found = problems(
        removal,
        outcome=Outcome.REMOVE,
        reason="",
        minutes_no="",
        deciders=[user, leader],
        today=on,
    )
    return all(code in OWN_WORDS for code, _ in found)


def decide(
    removal: Removal,
    *,
    outcome: str,
    by: User,
    today: date,
    reason: str = "",
    minutes_no: str = "",
    version: int | None = None,
) -> Removal:
    """Decide that a unit leaves the roster, or stays, for a reason.

    Args: by: the leader or a delegate; minutes_no: of the meeting, where the ground asks for it;
        version: what the page showed, so that no statement is passed over unread.
    Raises: RuleViolation `wrong_state`, `not_told`, `hearing_runs`, `not_served`, `own_proposal`,
        `reason_missing`, `minutes_missing`, `stale`. PermissionDenied.
    """
    leader = require_authority(by, access.CODE, today)
    with act(Outcome(outcome).label, by=by, reason=reason):
        lock_member(removal.unit)
        removal = open_removal(removal, *OPEN_STATES)
        refuse_outdated(removal, version)
        refuse_first(
            problems(
                removal,
                outcome=outcome,
                reason=reason,
                minutes_no=minutes_no,
                deciders=[by, leader],
                today=today,
            )
        )
        how = {
            "by": by,
            "on_behalf_of": leader,
            "reason": reason.strip(),
            "minutes_no": minutes_no.strip(),
        }
        _carry_out(removal, outcome, how, on=today, teller=by)
    removal.refresh_from_db()
    return removal


def enter_decision(
    removal: Removal, *, outcome: str, by: User, today: date, **facts: Unpack[OfflineFacts]
) -> OfflineResult:
    """Enter what was decided on paper or in a meeting; a second person confirms it.

    Args: facts: as `OfflineForm.facts()` gives them.
    Raises: RuleViolation, of this decision or of `enter_offline`. PermissionDenied.
    """
    payload = {
        "outcome": outcome,
        "reason": facts.get("reason", "").strip(),
        "minutes_no": facts.get("minutes_no", ""),
        "decided_on": facts["decided_on"].isoformat(),
    }
    return enter_offline(removal, code=access.CODE, payload=payload, by=by, today=today, **facts)


def check_decision(removal: Removal, payload: dict, decider: User) -> None:
    """Refuse a result that could not have been decided online.

    Raises: RuleViolation, as `decide`.
    """
    refuse_first(
        problems(
            removal,
            outcome=payload["outcome"],
            reason=payload["reason"],
            minutes_no=payload["minutes_no"],
            deciders=[decider],
            today=date.fromisoformat(payload["decided_on"]),
        )
    )


def apply_decision(removal: Removal, payload: dict, keywords: dict) -> Act:
    """Let a confirmed result take effect; called by `acts.services.confirm_offline`."""
    with act(Outcome(payload["outcome"]).label, by=None):
        lock_member(removal.unit)
        removal = open_removal(removal, *OPEN_STATES)
        check_decision(removal, payload, keywords["by"])
        return _carry_out(
            removal,
            payload["outcome"],
            keywords,
            on=keywords["event_on"],
            teller=keywords["confirmed_by"],
        )


def describe_decision(removal: Removal, payload: dict) -> list[str]:
    """What was decided, in a sentence."""
    words = f"{removal.unit_name}：{Outcome(payload['outcome']).label}"
    return [f"{words}。{payload['reason']}" if payload["reason"] else f"{words}。"]


def changes_of(removal: Removal, payload: dict) -> list[tuple[str, str, str]]:
    """What confirming it will change."""
    gone = payload["outcome"] == Outcome.REMOVE
    then = f"{payload['decided_on']} 移出名录" if gone else "继续在库"
    return [(removal.unit_name, removal.unit.get_membership_state_display(), then)]


def draw_up_papers(removal: Removal, *, by: User, today: date) -> Removal:
    """Draft the letter to the unit and the public announcement of a removal, for the documents
    room; of the two what is missing, since one that was voided is drawn up anew.

    Raises: RuleViolation `wrong_state`, `drawn_up`. PermissionDenied.
    """
    access.require_unit(removal.unit, access.HANDLE, by=by)
    with act("拟写移出文书", by=by):
        removal = open_removal(removal, RemovalState.REMOVED)
        missing = missing_papers(removal)
        if not missing:
            raise RuleViolation("drawn_up", "移出告知书和公告已经拟好，请在下方文书中办理。")
        day = chinese_day(removal.departure.left_on)
        if LETTER in missing:
            _draw_letter(removal, day, by=by, today=today)
        if ANNOUNCEMENT in missing:
            draw_up(
                kind=ANNOUNCEMENT,
                subject=removal,
                title="关于移出知识产权保护重点联系单位名录的公告",
                text=f"自{day}起，{removal.unit_name}移出知识产权保护重点联系单位名录。特此公告。",
                by=by,
                today=today,
            )
        words = "和".join(PAPER_WORDS[kind] for kind in missing)
        record(removal, code=PAPERS, action=f"拟写{words}", by=by, today=today)
    return removal


def missing_papers(removal: Removal) -> list[str]:
    """Kinds of papers that are not drawn up, or were voided; in their order."""
    drawn = OfficialDocument.objects.of(removal).exclude(state=DocumentState.VOID)
    there = set(drawn.values_list("kind", flat=True))
    return [kind for kind in (LETTER, ANNOUNCEMENT) if kind not in there]


def _draw_letter(removal: Removal, day: str, *, by: User, today: date) -> None:
    ground = removal.ground.get_code_display()
    draw_up(
        kind=LETTER,
        subject=removal,
        title="移出名录告知书",
        addressee=removal.unit_name,
        text=(
            f"经研究，自{day}起将贵单位移出知识产权保护重点联系单位名录。\n"
            f"事由：{ground}。\n{_heard(removal)}\n"
            "移出名录不影响贵单位依法申请知识产权保护；符合条件的，可以在以后的申报批次重新申报。"
        ),
        by=by,
        today=today,
    )


def _heard(removal: Removal) -> str:
    if removal.is_own_wish:
        return "贵单位申请自愿退出。"
    if removal.statement:
        return f"贵单位于{chinese_day(removal.statement_on)}陈述的意见已经研究。"
    return f"已告知贵单位，{SILENCE}。"


def _carry_out(
    removal: Removal, outcome: str, how: dict[str, Any], *, on: date, teller: User | None
) -> Act:
    """The roster, the record, the step, those who hear of it; for both ways of deciding."""
    unit, reason = removal.unit, how.get("reason", "")
    gone = outcome == Outcome.REMOVE
    if len(reason) > LONGEST_REASON:
        raise RuleViolation("too_long", f"理由不超过 {LONGEST_REASON} 字，请摘要填写。")
    departure = None
    if gone:
        departure = depart(
            unit=unit,
            on=on,
            ground=removal.ground.code,
            by=None,
            today=current_day(),
            document_no=how.get("document_no", ""),
            reason=reason or removal.reason[:LONGEST_REASON],
        )
    else:
        keep_listed(unit=unit, by=None)
    removal = store(
        removal,
        state=RemovalState.REMOVED if gone else RemovalState.KEPT,
        decided_by=how["by"],
        decided_on=on,
        decision_reason=reason,
        departure=departure,
    )
    step = record(removal, code=access.CODE, action=f"决定{Outcome(outcome).label}", **how)
    end_all(removal, on=max(on, current_day()), by=None)
    revoke_links(purpose=STATEMENT_LINK, subject=removal, by=None)
    words = f"自 {on:%Y-%m-%d} 起移出名录" if gone else "继续在库"
    title = f"{removal.unit_name}：{words}"
    tell_unit(
        removal,
        kind="removal.decided",
        title=title,
        body=f"事由：{removal.ground}。{f'理由：{reason}' if reason else ''}",
        by=teller,
    )
    people = [removal.proposed_by, removal.told_by, *staff_of(unit.lead_agency)]
    known = {each.pk: each for each in people if each is not None}
    tell_colleagues(
        removal, known.values(), kind="removal.decided", title=title, body=reason, by=teller
    )
    return step


def hearing_days() -> int:
    """Working days a unit has to speak; a setting."""
    return settings.HEARING_DAYS
