"""The words of the two letters, of 异议核查情况, and of what comes next."""

from __future__ import annotations

from registry.objections.choices import Conclusion, ObjectionState
from registry.objections.models import Objection

RECEIPT, ANSWER, REPORT = "objection_receipt", "objection_answer", "objection_report"
LETTERS = {RECEIPT: "异议收悉告知", ANSWER: "异议答复", REPORT: "异议核查情况"}


def day_words(day) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def letter_text(objection: Objection, kind: str) -> str:
    """The draft of a letter, a paragraph a line; the handler corrects it."""
    notice = objection.item.notice
    about = f"《{notice.title}》（{notice.number}）中{objection.item.name}"
    came = f"{day_words(objection.received_on)}收到您（你单位）对{about}提出的异议。"
    if kind == RECEIPT:
        return (
            f"我局于{came}\n异议编号为{objection.number}。我们将核实有关情况，核查后向您答复。"
            "您的身份信息依法保密。\n如有新的事实和证据，请在公示期内补充提交。"
        )
    word = Conclusion(objection.conclusion).label
    found = f"核查情况：{objection.findings}"
    ended = f"经研究，异议{word}。{objection.conclusion_reason}"
    if kind == REPORT:
        return "\n".join(
            (f"{day_words(objection.received_on)}收到对{about}的异议。",
             f"异议要点：{objection.substance}", found, ended, _outcome_words(objection))
        )  # fmt: skip
    thanks = "感谢您对知识产权保护工作的关心和监督。"
    return "\n".join((f"我局于{came}", found, ended, _outcome_words(objection), thanks))


def _outcome_words(objection: Objection) -> str:
    if objection.outcome == "take_out":
        return "该单位已移出本次拟纳入名单。"
    return "该单位保留在本次拟纳入名单上。"


def next_step(objection: Objection, *, is_unsettled: bool = False) -> str:
    """What has to happen next, in a sentence; empty when nothing has to.

    Args: is_unsettled: it was withdrawn and still holds its unit.
    """
    if is_unsettled:
        return "异议人已在网上撤回，单位仍暂缓。请决定解除暂缓，还是依职权继续核查。"
    if objection.state == ObjectionState.WITHDRAWN:
        return ""
    if objection.handler_id is None:
        return "由区局经办接办，核对是否实名、是否在公示期内。"
    match objection.state:
        case ObjectionState.RECEIVED if objection.is_completed:
            return "已经补充。请核对后立项核查，仍不齐的再请补充，或者转为线索。"
        case ObjectionState.RECEIVED:
            return "立项核查，请异议人补充，或者转为线索。"
        case ObjectionState.SUPPLEMENT:
            return "等异议人补充；补齐后立项核查，到期没有补充的转为线索。"
        case ObjectionState.INVESTIGATING if objection.is_proposed:
            return f"建议“{objection.get_proposed_display()}”，由审定领导定性。"
        case ObjectionState.INVESTIGATING:
            return "核查并提出定性建议。这家单位暂缓公布，其他单位不受影响。"
        case ObjectionState.CONCLUDED:
            return "拟写异议答复，发出后登记。"
    return ""
