"""When two units may be merged, and when that can be undone. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from ipcontact.acts.rules import Problem
from registry.merges.choices import MergeState


def proposal_problems(
    *, is_same: bool, is_gone: bool, codes: tuple[str | None, str | None]
) -> list[Problem]:
    """What speaks against merging two units before their rows are looked at.

    Args:
        is_same: both are one row already.
        is_gone: one of them is a duplicate of a third.
        codes: legal credit codes of the unit that stays and the one that goes.
    """
    found = []
    if is_same:
        found.append(("same_unit", "两个编号是同一单位，请另选一家。"))
    if is_gone:
        found.append(("already_merged", "其中一家已经合并到别的单位，请用合并后的单位。"))
    stays, goes = codes
    if goes and not stays:
        found.append(
            ("code_on_the_wrong_side", "被合并单位有信用代码而保留单位没有，请交换两家后再合并。")
        )
    return found


def settle_problems(*, state: str, is_own: bool) -> list[Problem]:
    """Why a proposal cannot be confirmed or refused by this person."""
    if state != MergeState.PROPOSED:
        return [("wrong_state", f"这项合并{MergeState(state).label}，不能再确认。")]
    if is_own:
        return [("second_person", "提出人不能自己确认，请区局另一位经办核对后确认。")]
    return []


def undo_until(merged_on: date, days: int) -> date:
    """The last day on which a merge can be undone."""
    return merged_on + timedelta(days=days)


def undo_problems(
    *, state: str, merged_on: date | None, days: int, today: date, built: tuple[str, ...] = ()
) -> list[Problem]:
    """Why a merge can no longer be undone.

    Args:
        merged_on: the day of the merge.
        days: how long it can be undone (setting MERGE_UNDO_DAYS).
        built: what has changed on the moved rows since, 联络员 1 名 …
    """
    if state != MergeState.MERGED or merged_on is None:
        return [("wrong_state", f"这项合并{MergeState(state).label}，没有可撤销的内容。")]
    found = []
    last = undo_until(merged_on, days)
    if today > last:
        found.append(
            ("horizon", f"合并满{days}天后不能撤销，撤销期已于 {last:%Y-%m-%d} 结束，请另行更正。")
        )
    if built:
        words = "、".join(built)
        found.append(("built_on", f"合并之后又有办理：{words}。不能撤销，请另行更正。"))
    return found
