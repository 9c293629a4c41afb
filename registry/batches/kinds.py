"""The kinds of steps on batches: for the history, delegation, offline results, taking back."""

from ipcontact.acts import handlers
from registry.batches.access import DECIDE, SIGN
from registry.batches.services import (
    annulling,
    backfilling,
    composing,
    following,
    offline,
    reopening,
    signing,
)


def register() -> None:
    """Say what the codes mean; called once when the app is ready."""
    for code, label in (
        (composing.COMPOSED, "拟定名单"),
        (composing.ADDED, "列入批次"),
        (composing.TAKEN_OUT, "移出批次"),
        (composing.PROPOSED, "拟办意见"),
        (composing.DESCRIBED, "修改批次"),
        (backfilling.BACKFILL, "补录审定结果"),
        (backfilling.VOID, "作废补录"),
    ):
        handlers.register(code, label=label, verb="batches.prepare")
    handlers.register(
        signing.SUBMIT, label="呈报审定", verb="batches.prepare", take_back=signing.undo
    )
    handlers.register(signing.CANCEL, label="取消批次", verb="batches.prepare", needs_reason=True)
    handlers.register(
        SIGN,
        label="签署审定意见",
        verb="batches.sign",
        is_delegable=True,
        take_back=signing.undo,
    )
    handlers.register(signing.RETURN, label="退回批次", verb="batches.sign", needs_reason=True)
    handlers.register(
        DECIDE,
        label="审定名单",
        verb="batches.decide",
        is_delegable=True,
        apply=offline.apply_result,
        check=offline.check_result,
        describe=offline.describe_result,
        changes=offline.changes_of,
    )
    handlers.register(reopening.REOPEN, label="重新审定", verb="batches.decide", needs_reason=True)
    handlers.register(
        annulling.ANNUL,
        label="撤销审定",
        verb="batches.decide",
        needs_reason=True,
        apply=annulling.apply_annulment,
        check=annulling.check_annulment,
        describe=annulling.describe_annulment,
        changes=annulling.changes_of_annulment,
    )
    for action, code in following.FOLLOWED.items():
        handlers.register(code, label=action.label)
