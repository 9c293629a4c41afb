"""When a member may be suspended, and when it goes on."""

from __future__ import annotations

from ipcontact.acts.rules import Problem, wrong_state
from registry.suspensions.choices import SuspensionAction
from registry.units.choices import MembershipState

SOURCE = {
    SuspensionAction.SUSPEND: MembershipState.LISTED,
    SuspensionAction.RESUME: MembershipState.SUSPENDED,
}


def problems(action: SuspensionAction, *, state: str, is_enabled: bool) -> list[Problem]:
    """Why a step cannot be taken now; empty when it can.

    Args: is_enabled: the bureau uses suspension; what was suspended before can always go on.
    """
    if action == SuspensionAction.SUSPEND and not is_enabled:
        return [("switched_off", "本单位没有启用“暂停联系”，需要时请系统管理员在设置中启用。")]
    if state != SOURCE[action]:
        return [wrong_state("该单位", MembershipState(state), action, [SOURCE[action]])]
    return []
