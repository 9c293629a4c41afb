"""The kinds of steps on documents: for the history, delegation and offline results."""

from ipcontact.acts import handlers
from ipcontact.documents.services import drafting, numbering, sending
from ipcontact.documents.services.steps import APPROVE


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    for code, label in (
        (drafting.DRAWN_UP, "拟稿"),
        (drafting.REVISED, "修改文书"),
        (numbering.NUMBERED, "编文号"),
        (sending.SENT, "发出文书"),
    ):
        handlers.register(code, label=label, verb="documents.prepare")
    for code, label in ((sending.SEALED, "用印"), (sending.SERVED, "登记送达")):
        handlers.register(code, label=label, verb="documents.prepare", needs_scan=True)
    handlers.register(sending.VOIDED, label="作废文书", verb="documents.prepare", needs_reason=True)
    handlers.register(
        APPROVE,
        label="签批文书",
        verb="documents.approve",
        is_delegable=True,
        apply=sending.apply_approval,
        check=sending.check_approval,
        describe=sending.describe_approval,
    )
