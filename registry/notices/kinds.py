"""The kinds of steps on notices: for the history, delegation and offline results."""

from ipcontact.acts import handlers
from ipcontact.documents.holders import NumberHolder
from ipcontact.documents.holders import register as register_holder
from ipcontact.documents.kinds import DocumentKind
from ipcontact.documents.kinds import register as register_document
from registry.notices.access import TAKE_OUT
from registry.notices.choices import NoticeAction
from registry.notices.letters import LETTER
from registry.notices.rules import MOVES
from registry.notices.services import (
    announcing,
    correcting,
    deciding,
    drafting,
    following,
    informing,
    items,
    numbering,
)
from registry.notices.services.steps import CODES

_VERBS = {"handler": "notices.prepare", "checker": "notices.check", "decider": "notices.decide"}
_ANNOUNCING = (NoticeAction.ANNOUNCE, NoticeAction.SUPPLEMENT)


def register() -> None:
    """Say what the codes mean; called once when the app is ready."""
    handlers.register(drafting.DRAFTED, label="起草公示", verb="notices.prepare")
    handlers.register(correcting.CORRECTED, label="发布更正公告", verb="notices.check")
    handlers.register(following.FOLLOWED, label="公示名单变动")
    handlers.register(items.HELD, label="暂缓公布")
    handlers.register(items.RELEASED, label="解除暂缓")
    handlers.register(
        TAKE_OUT,
        label="移出拟定名单",
        verb="notices.decide",
        needs_reason=True,
        is_delegable=True,
    )
    handlers.register(
        informing.SIGNED,
        label=informing.SIGNING,
        verb="documents.approve",
        apply=informing.apply_signing,
        check=informing.check_signing,
        describe=informing.describe_signing,
    )
    register_document(
        DocumentKind(
            code=LETTER,
            label="入库告知函",
            verb="notices.prepare",
            is_sealed=False,  # it tells and grants nothing: no scan of a stamped paper for each
            is_gathered=True,
            on_sent=informing.tell_sent,
        )
    )
    register_holder(NumberHolder(code="notices", starting=numbering.numbers_starting))
    for action, code in CODES.items():
        if action in _ANNOUNCING:
            handlers.register(
                code,
                label=action.label,
                verb="notices.decide",
                is_delegable=True,
                apply=announcing.apply_announcement,
                check=announcing.check_announcement,
                describe=announcing.describe_announcement,
            )
            continue
        move = MOVES[action]
        if action in deciding.BY_LEADERS:
            handlers.register(
                code,
                label=action.label,
                verb="notices.decide",
                needs_reason=move.needs_reason,
                is_delegable=True,
                apply=deciding.applied(action),
                check=deciding.checked(action),
                describe=deciding.described(action),
            )
            continue
        handlers.register(
            code,
            label=action.label,
            verb=_VERBS.get(move.actor, ""),
            needs_reason=move.needs_reason and action != NoticeAction.CORRECT,
        )
