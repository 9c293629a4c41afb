"""What objections have to say in the 公示情况说明: what came, and what became of each."""

from __future__ import annotations

from collections import Counter

from ipcontact.ui.registry import NoticeReport, notice_reports
from registry.notices.models import PublicNotice
from registry.objections.choices import Conclusion, ItemOutcome, ObjectionState
from registry.objections.models import Objection

S = ObjectionState
_WORDS = {
    S.RECEIVED: "待核对",
    S.SUPPLEMENT: "待异议人补充",
    S.INVESTIGATING: "正在核查",
    S.WITHDRAWN: "异议人撤回",
    S.LEAD_ONLY: "作为线索处理",
}
_ORDER = (
    *(word.label for word in Conclusion),
    *(f"部分成立（{word.label}）" for word in ItemOutcome),
    *_WORDS.values(),
)


def register() -> None:
    """Declare the report; called once when the app is ready."""
    notice_reports.add(NoticeReport(lines=lines))


def lines(notice: PublicNotice) -> list[str]:
    """Objections that came in the window by what became of them; those that came late apart, and
    those carried over from an earlier notice of the list, which were counted there as well."""
    rows = list(Objection.objects.filter(item__notice=notice).order_by("pk"))
    timely = [row for row in rows if row.is_in_window]
    late = len(rows) - len(timely)
    carried = Objection.objects.carried_to(notice).filter(is_in_window=True)
    before = list(carried.select_related("item").order_by("pk"))
    if not timely:
        said = ["公示期内没有收到对名单的异议。"]
    else:
        units = len({row.item_id for row in timely})
        said = [f"公示期内收到对{units}家单位的异议{len(timely)}件：{_ends(timely)}。"]
    if late:
        said.append(f"公示期外另收到{late}件。")
    if before:
        units = len({row.item.application_id for row in before})
        said.append(
            f"以前公示这份名单时收到的异议，涉及本次名单中{units}家单位，共{len(before)}件："
            f"{_ends(before)}。"
        )
    return said


def _ends(objections: list[Objection]) -> str:
    """不成立2件，正在核查1件."""
    counted = Counter(_word(row) for row in objections)
    return "，".join(f"{word}{counted[word]}件" for word in _ORDER if counted[word])


def _word(objection: Objection) -> str:
    """What became of it, from its conclusion alone: the unit may have gone another way."""
    if objection.conclusion == Conclusion.PARTLY_UPHELD:
        return f"部分成立（{objection.get_outcome_display()}）"
    return objection.get_conclusion_display() or _WORDS[S(objection.state)]
