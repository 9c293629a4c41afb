"""What recommendations put into the menu, the worklist, the unit's record; links, steps."""

from __future__ import annotations

from ipcontact.acts import handlers as steps
from ipcontact.notifications import links
from registry.recommendations.services import inviting, revoking, signing


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    links.register(
        links.Purpose(
            code=inviting.PURPOSE,
            label="核对并确认推荐信息",
            url_name="recommendations:confirm",
            days=LINK_DAYS,
        )
    )
    steps.register(
        "application.recommend",
        label="签发推荐",
        verb="recommendations.sign",
        take_back=revoking.undo_proposal,
    )
    for code, label in (("application.endorse", "同意推荐"), ("application.not_endorse", "不推荐")):
        steps.register(
            code, label=label, verb="recommendations.sign", take_back=revoking.undo_opinion
        )
    steps.register(
        signing.JOIN_CODE,
        label="推荐并入已有申报",
        verb="recommendations.sign",
        take_back=revoking.undo_joining,
    )
    steps.register("application.confirm", label="单位确认推荐", needs_scan=True)
    steps.register(revoking.REVOKE_CODE, label="撤销推荐", needs_reason=True)


# The file itself ends the asking: a link is refused as soon as nobody waits for the unit.
LINK_DAYS = 30
