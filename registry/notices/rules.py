"""Which step a notice may take and why not; its window; what may be announced.

Source: plan 二(一)3; state table 4; 政府信息公开条例 17 条.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ipcontact.acts.rules import Problem, wrong_state
from ipcontact.workdays.rules import DueDate, WorkCalendar, add_workdays
from registry.notices.choices import (
    CheckPoint,
    NoticeAction,
    NoticeActor,
    NoticeItemState,
    NoticeState,
)

S, A = NoticeState, NoticeAction
HANDLER, CHECKER, RETURNER = NoticeActor.HANDLER, NoticeActor.CHECKER, NoticeActor.RETURNER
DECIDER, SYSTEM = NoticeActor.DECIDER, NoticeActor.SYSTEM
_PUBLIC = (S.PUBLISHED, S.STOPPED, S.ENDED, S.ANNOUNCED)
WAYS_TO_OBJECT = {"phone": "电话", "address": "地址"}  # beside the page of the system
SHORTEST, LONGEST = 3, 30  # working days of a window
MOST_LONGER = timedelta(days=90)  # by one extension: beyond it, a year was mistyped


@dataclass(frozen=True)
class Move:
    """One step of state table 4: the states it may be done in, the state afterwards (None: it
    stays), who may do it, and whether it needs a reason (®)."""

    action: NoticeAction
    sources: tuple[NoticeState, ...]
    target: NoticeState | None
    actor: NoticeActor
    needs_reason: bool = False


def _move(action, sources, target, actor, *, reason=False) -> Move:
    sources = sources if isinstance(sources, tuple) else (sources,)
    return Move(action, sources, target, actor, reason)


MOVES: dict[NoticeAction, Move] = {
    move.action: move
    for move in (
        _move(A.EDIT, S.DRAFTING, None, HANDLER),
        _move(A.SUBMIT, S.DRAFTING, S.CHECKING, HANDLER),
        _move(A.DROP, S.DRAFTING, S.CANCELLED, HANDLER),
        _move(A.PASS, S.CHECKING, S.APPROVED, CHECKER),
        _move(A.RETURN, S.CHECKING, S.DRAFTING, RETURNER, reason=True),
        _move(A.REDRAFT, S.APPROVED, S.DRAFTING, RETURNER, reason=True),
        _move(A.PUBLISH, S.APPROVED, S.PUBLISHED, HANDLER),
        _move(A.REGISTER, _PUBLIC, None, HANDLER),
        _move(A.EXTEND, S.PUBLISHED, None, DECIDER, reason=True),
        _move(A.CORRECT, _PUBLIC, None, HANDLER, reason=True),
        _move(A.STOP, S.PUBLISHED, S.STOPPED, DECIDER, reason=True),
        _move(A.RESTART, S.STOPPED, S.PUBLISHED, DECIDER, reason=True),
        _move(A.CANCEL, S.STOPPED, S.CANCELLED, DECIDER, reason=True),
        _move(A.END, S.PUBLISHED, S.ENDED, SYSTEM),
        _move(A.ANNOUNCE, S.ENDED, S.ANNOUNCED, DECIDER),
        _move(A.SUPPLEMENT, S.ANNOUNCED, None, DECIDER),
        _move(A.REPEAT, (S.ENDED, S.CANCELLED), None, HANDLER, reason=True),
        _move(A.INFORM, S.ANNOUNCED, None, HANDLER),
        _move(A.NUMBER, _PUBLIC, None, HANDLER),
        _move(A.NUMBER_LETTERS, S.ANNOUNCED, None, HANDLER),
        _move(A.SEND_LETTERS, S.ANNOUNCED, None, HANDLER),
    )
}


def move_problems(
    action: NoticeAction, *, state: str, actors: Collection[NoticeActor], reason: str = ""
) -> list[Problem]:
    """Why a step cannot be taken now; empty when it can.

    Args: actors: as whom the person may act on this notice; reason: what the person wrote.
    """
    move, state = MOVES[action], NoticeState(state)
    found = []
    if state not in move.sources:
        found.append(wrong_state("这份公示", state, action, move.sources))
    elif move.actor not in actors:
        found.append(("wrong_actor", f"“{action.label}”须由{move.actor.label}办理。"))
    if move.needs_reason and not reason.strip():
        found.append(("reason_missing", f"请写明{action.label}的理由。"))
    return found


def moves_from(state: str, actors: Collection[NoticeActor]) -> list[NoticeAction]:
    """What these actors may do in a state, in the order of the table."""
    return [
        action for action, move in MOVES.items() if state in move.sources and move.actor in actors
    ]


def window(published_on: date, days: int, calendar: WorkCalendar) -> DueDate:
    """The last day of a notice: `days` working days, the first day not counted; it ends at 24:00.

    Raises: ValueError: fewer than 3 or more than 30 days.
    """
    if not SHORTEST <= days <= LONGEST:
        raise ValueError(f"公示期应在 {SHORTEST} 到 {LONGEST} 个工作日之间")
    return add_workdays(published_on, days, calendar)


def check_problems(ticked: Collection[str]) -> list[Problem]:
    """What the checker has not looked at yet; a notice passes with every point ticked."""
    missing = [point for point in CheckPoint if point not in ticked]
    if not missing:
        return []
    words = "；".join(point.label for point in missing)
    return [("check_incomplete", f"还没有核对：{words}。有不符的请退回起草。")]


def contact_problems(contact: Mapping[str, str]) -> list[Problem]:
    """Why nobody could object to a notice: it says neither whom to call nor where to write."""
    missing = [term for name, term in WAYS_TO_OBJECT.items() if not contact.get(name, "").strip()]
    if not missing:
        return []
    words = "和".join(missing)
    return [("contact_missing", f"公示没有写明接收异议的{words}，请先修改公示，补上再送核稿。")]


@dataclass(frozen=True)
class ItemFacts:
    """What is known of one unit of a list when it is to be announced."""

    name: str
    state: str
    is_withdrawn: bool = False
    is_announced: bool = False
    is_waiting: bool = False  # an objection has come that nobody has judged yet

    @property
    def is_clear(self) -> bool:
        """Nothing stands against it: no objection, or one that was found without ground."""
        shown = self.state in (NoticeItemState.SHOWN, NoticeItemState.CLEAR)
        over = self.is_withdrawn or self.is_announced or self.is_waiting
        return shown and not over

    @property
    def is_held(self) -> bool:
        """Waits for the end of an objection."""
        over = self.is_withdrawn or self.is_announced
        out = over or self.state == NoticeItemState.TAKEN_OUT
        return not out and (self.state == NoticeItemState.HELD or self.is_waiting)


def announce_problems(items: Sequence[ItemFacts]) -> list[Problem]:
    """Why nothing can be announced; those under objection wait alone and hold nobody back."""
    if any(item.is_clear for item in items):
        return []
    held = [item.name for item in items if item.is_held]
    if held:
        return [("all_held", f"现在没有可以公布的单位，{held[0]}等{len(held)}家的异议还没有办结。")]
    return [("nothing_clear", "名单上没有可以公布的单位。")]


def announced_on_problems(announced_on: date, *, ends_on: date) -> list[Problem]:
    """Why nothing was announced on a day: the window was not over (it ends at 24:00)."""
    if announced_on > ends_on:
        return []
    return [("announced_early", f"公示到 {ends_on} 24:00 期满，公布日期应在这一天之后，请核对。")]


def cancel_problems(items: Sequence[ItemFacts]) -> list[Problem]:
    """Why a notice cannot be cancelled: an objection could not be concluded any more."""
    held = [item.name for item in items if item.is_held]
    if not held:
        return []
    return [
        (
            "objections_open",
            f"{held[0]}等{len(held)}家的异议还没有办结。请先办结异议，再撤销公示；"
            "公示中止期间不会公布。",
        )
    ]


def portal_problems(
    *, portal_on: date, published_on: date, today: date, has_picture: bool
) -> list[Problem]:
    """Why a day on the portal cannot be registered.

    Args: has_picture: a picture of the page is handed in now, or kept from before.
    """
    if portal_on < published_on:
        return [("portal_early", f"门户发布日期早于本公示的发布日期 {published_on}，请核对。")]
    if portal_on < today and not has_picture:
        return [
            (
                "picture_missing",
                f"门户发布日期 {portal_on} 是事后登记的，请附上当天的网页截图；"
                "当天登记的只填网址。",
            )
        ]
    return []


def extension_problems(*, ends_on: date, new_end: date, today: date) -> list[Problem]:
    """Why a window cannot be made longer: only while it runs, and only to a later day."""
    if today > ends_on:
        return [("window_over", f"公示已于 {ends_on} 期满，不能延长；需要时请重新公示。")]
    if new_end <= ends_on:
        return [("not_later", f"延长后的截止日应晚于 {ends_on}。")]
    if new_end > ends_on + MOST_LONGER:
        days = MOST_LONGER.days
        return [("too_late", f"一次最多延长 {days} 天，请核对 {new_end} 的年份和月份。")]
    return []
