"""The kinds of steps on targets and released figures: for history, delegation, offline results."""

from ipcontact.acts import handlers
from registry.goals.choices import SnapshotAction
from registry.goals.rules import MOVES, PREPARE, RELEASE
from registry.goals.services import compiling, releasing, targets
from registry.goals.services.steps import code_of

_UNDO = {
    SnapshotAction.SUBMIT: compiling.undo_submit,
    SnapshotAction.CHECK: releasing.undo_check,
}


def register() -> None:
    """Say what the codes mean; called once when the app is ready."""
    handlers.register(targets.SET, label="设定目标", verb="goals.manage", needs_reason=True)
    handlers.register(compiling.COMPILED, label="编制发布数据", verb=PREPARE)
    for action, move in MOVES.items():
        if action == SnapshotAction.RELEASE:
            continue
        handlers.register(
            code_of(action),
            label=f"{action.label}发布数据",
            verb=move.verb,
            needs_reason=move.needs_reason,
            take_back=_UNDO.get(action),
        )
    handlers.register(
        releasing.RELEASE,
        label="发布数据",
        verb=RELEASE,
        is_delegable=True,
        apply=releasing.apply_release,
        check=releasing.check_release,
        describe=releasing.describe_release,
        changes=releasing.changes_of,
    )
