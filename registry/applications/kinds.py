"""The kinds of steps on applications, for the history, delegation and taking back."""

from ipcontact.acts import handlers
from registry.applications.choices import CONFIRMED, DISOWNED, ApplicationAction
from registry.applications.rules import MOVES
from registry.applications.services import undo
from registry.applications.services.agents import ASKED
from registry.applications.services.handling import HAND_OVER, RELEASE, TAKE
from registry.applications.services.renewal import RENEW, RENEWED
from registry.applications.services.steps import SPEAKS, locked
from registry.applications.services.undo import PREFIX, TAKEN_BACK

A = ApplicationAction
# The capability a step needs, where only one of the table gives it.
VERBS = {
    A.REVOKE: "recommendations.sign",
    A.BYPASS: "applications.handle",
    A.PASS: "applications.handle",
    A.PROPOSE_EXCLUDE: "applications.handle",
    A.SEND_BACK: "applications.handle",
    A.REOPEN: "applications.handle",
    A.INSPECTED: "reviews.record",
    A.ADD_TO_BATCH: "batches.prepare",
    A.TAKE_OUT: "batches.prepare",
    A.INCLUDE: "batches.decide",
    A.EXCLUDE: "batches.decide",
    A.DEFER: "batches.decide",
    A.RECONSIDER: "batches.decide",
    A.ANNUL: "batches.decide",
    A.PUT_ON_NOTICE: "batches.prepare",
    A.TAKE_OFF_NOTICE: "batches.decide",
}
# Steps that a part above takes and undoes together with its own records.
OF_RECOMMENDATIONS = (A.RECOMMEND, A.CONFIRM, A.ENDORSE, A.NOT_ENDORSE)


def register() -> None:
    """Say what the codes mean; called once when the app is ready."""
    for action, move in MOVES.items():
        if action in OF_RECOMMENDATIONS:
            continue
        handlers.register(
            f"{PREFIX}{action}",
            label=action.label,
            verb=VERBS.get(action, ""),
            needs_reason=move.needs_reason,
            take_back=undo if action in TAKEN_BACK else None,
            lock=locked,
        )
    handlers.register(TAKE, label="接办")
    handlers.register(RELEASE, label="退回待办")
    handlers.register(HAND_OVER, label="移交")
    handlers.register(RENEWED, label="换发查询码", verb=RENEW, needs_reason=True)
    handlers.register(ASKED, label="请单位确认代填")
    handlers.register(CONFIRMED, label="单位确认代填")
    handlers.register(DISOWNED, label="单位表示对代填不知情")
    handlers.register(SPEAKS, label="由本件代表单位")
