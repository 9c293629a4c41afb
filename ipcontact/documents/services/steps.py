"""What every step of a document has in common: who may take it, lock, judge, write."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ipcontact.accounts.rights import agency_scope, can, is_at_bureau
from ipcontact.acts.services import authority_of
from ipcontact.acts.services.steps import refuse_first
from ipcontact.documents.choices import DocumentAction, DocumentActor
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.rules import move_problems
from ipcontact.ui.errors import RuleViolation

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

PREFIX = "document."
APPROVE = f"{PREFIX}approve"
STALE = "您打开之后，这份文书已由别人修改。请刷新页面核对后再办；您填写的内容已保留。"


def actors_of(user: User, document: OfficialDocument, *, on: date) -> frozenset[DocumentActor]:
    """As whom this person may act on a document on a day."""
    if not user.is_authenticated:
        return frozenset()
    found = set()
    may_prepare = can(user, "documents.prepare") and can(user, document.form.verb)
    if may_prepare and is_of_agency(user, document):
        found.add(DocumentActor.DRAFTER)
    leader = authority_of(user, APPROVE, on)
    if leader is not None and may_sign(document, user) and may_sign(document, leader):
        found.add(DocumentActor.SIGNER)
    return frozenset(found)


def may_sign(document: OfficialDocument, person: User) -> bool:
    """Asked of a delegate and of the leader for whom they act: not the drafter, of the agency."""
    return person.pk != document.created_by_id and is_of_agency(person, document)


def is_of_agency(user: User, document: OfficialDocument) -> bool:
    """Of the agency that drew it up or one above; papers of the bureau belong to its staff."""
    return is_at_bureau(user) or document.agency_id in agency_scope(user)


def locked(document: OfficialDocument, version: int | None = None) -> OfficialDocument:
    """The document, locked and as it is now.

    Raises: RuleViolation `stale` when the caller looked at an older one.
    """
    current = OfficialDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if version is not None and current.version != version:
        raise RuleViolation("stale", STALE)
    return current


def refuse_by(
    current: OfficialDocument, action: DocumentAction, *, by: User, today: date, reason: str = ""
) -> None:
    """Refuse a step that this person may not take now.

    Raises: RuleViolation `wrong_state`, `wrong_actor`, `reason_missing`, `not_sealed`, ….
    """
    refuse_wrong(current, action, actors_of(by, current, on=today), reason=reason)


def refuse_wrong(
    current: OfficialDocument,
    action: DocumentAction,
    actors: frozenset[DocumentActor],
    *,
    reason: str = "",
) -> None:
    """`refuse_by` where it is known already as whom the person acts."""
    refuse_first(
        move_problems(
            action, state=current.state, actors=actors, reason=reason, **conditions(current)
        )
    )


def conditions(document: OfficialDocument) -> dict[str, bool]:
    """What the rules ask about a document beside its state."""
    return {
        "is_sealed_kind": document.form.is_sealed,
        "has_fixed_number": document.series_id is not None,
        "is_numbered": bool(document.document_no),
    }
