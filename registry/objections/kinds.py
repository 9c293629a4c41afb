"""The kinds of steps on objections, and of their letters."""

from ipcontact.acts import handlers
from ipcontact.documents.kinds import DocumentKind
from ipcontact.documents.kinds import register as register_document
from ipcontact.documents.models import OfficialDocument
from registry.objections.access import CONCLUDE, HANDLE
from registry.objections.choices import ObjectionAction
from registry.objections.models import Objector
from registry.objections.rules import MOVES
from registry.objections.services import concluding, receiving
from registry.objections.services.steps import CODES
from registry.objections.wording import LETTERS, REPORT

_LEADERS = (ObjectionAction.RETURN, ObjectionAction.DECIDE)


def register() -> None:
    """Say what the codes mean; called once when the app is ready."""
    handlers.register(receiving.RECEIVED, label="收到异议")
    handlers.register(receiving.REGISTERED, label="登记异议", verb=HANDLE)
    for action, code in CODES.items():
        if action == ObjectionAction.DECIDE:
            continue
        handlers.register(
            code,
            label=action.label,
            verb=CONCLUDE if action in _LEADERS else HANDLE,
            needs_reason=MOVES[action].needs_reason,
        )
    handlers.register(
        CODES[ObjectionAction.DECIDE],
        label="异议定性",
        verb=CONCLUDE,
        needs_reason=True,
        is_delegable=True,
        apply=concluding.apply_decision,
        check=concluding.check_decision,
        describe=concluding.describe_decision,
        changes=concluding.changes_of,
    )
    for kind, label in LETTERS.items():
        register_document(
            DocumentKind(
                code=kind,
                label=label,
                verb=HANDLE,
                is_sealed=kind != REPORT,
                scans_with=None if kind == REPORT else _objector_of,
            )
        )


def _objector_of(document: OfficialDocument) -> Objector:
    """What is posted and the receipt bear the name: they are read as the name is."""
    return document.subject.objector
