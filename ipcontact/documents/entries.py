"""What documents put into the menu, the worklist and the search, and their kinds of steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from ipcontact.accounts.kinds import AgencyKind
from ipcontact.accounts.models import User
from ipcontact.accounts.rights import agency_scope, can, is_at_bureau
from ipcontact.acts import handlers
from ipcontact.acts.services import authority_of
from ipcontact.audit.context import name_of
from ipcontact.documents.choices import DocumentState
from ipcontact.documents.kinds import known
from ipcontact.documents.models import DocumentQuerySet, OfficialDocument
from ipcontact.documents.rules import OUT
from ipcontact.documents.services import drafting, numbering, sending
from ipcontact.documents.services.steps import APPROVE
from ipcontact.ui.registry import (
    MenuEntry,
    SearchHit,
    SearchSource,
    WorkItem,
    WorkSource,
    global_search,
    menu,
    worklist,
)
from ipcontact.workdays.clock import today

MOST = 30
BUREAU = (AgencyKind.BUREAU, AgencyKind.IP_OFFICE)


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    _register_steps()
    menu.add(
        MenuEntry(
            label="文书",
            url_name="documents:list",
            audience="documents.view",
            icon="file",
            group="办理",
            order=28,
            count=_count,
        )
    )
    worklist.add(WorkSource(name="文书", audience="documents.view", items=_work, order=30))
    global_search.add(SearchSource(label="文书", audience="documents.view", find=_find, order=35))


def _to_sign(user: Any, on: date) -> tuple[DocumentQuerySet, User | None]:
    """Drafts that wait for this person, and the leader in whose name they would sign."""
    leader = authority_of(user, APPROVE, on)
    if leader is None:
        return OfficialDocument.objects.none(), None
    waiting = OfficialDocument.objects.visible_to(user).filter(state=DocumentState.DRAFT)
    if is_at_bureau(leader):  # they may sign those below too, whose own heads do it
        of_bureau = Q(agency__kind__in=BUREAU)
        of_division = Q(agency__kind=AgencyKind.DIVISION, agency__parent__kind__in=BUREAU)
        waiting = waiting.filter(of_bureau | of_division)
    else:
        waiting = waiting.filter(agency__in=agency_scope(leader))
    return waiting.exclude(created_by__in=[user, leader]), leader


def _count(user: Any) -> int | None:
    if can(user, "audit.view"):  # who audits signs nothing
        return None
    waiting, _ = _to_sign(user, today())
    return waiting[: MOST + 1].count() or None


def _work(user: Any, on: date) -> Iterator[WorkItem]:
    """What waits for a signature; own papers that wait to be sealed, sent or numbered."""
    gathered = [kind.code for kind in known() if kind.is_gathered]
    waiting, leader = _to_sign(user, on)
    for document in (
        waiting.exclude(kind__in=gathered).select_related("created_by").order_by("pk")[:MOST]
    ):
        behalf = "" if leader == user else f"，{name_of(leader)}委托您代批"
        yield WorkItem(
            title=f"待签批：{document.title}",
            url=reverse("documents:approve", args=[document.key]),
            reason=f"{_whom(document)}{name_of(document.created_by)}拟稿{behalf}。",
            action="打开签批",
        )
    if not can(user, "documents.prepare"):
        return
    mine = OfficialDocument.objects.visible_to(user).filter(created_by=user)
    unfinished = Q(state__in=[DocumentState.APPROVED, DocumentState.SEALED])
    unfinished &= ~Q(kind__in=gathered)
    unnumbered = Q(state__in=OUT, document_no="") & ~Q(kind__in=gathered)
    for document in mine.filter(unfinished | unnumbered).order_by("pk")[:MOST]:
        yield _own_item(document)


def _whom(document: OfficialDocument) -> str:
    """Which of several letters with the same title; nothing for those to nobody in particular."""
    return f"致{document.addressee}。" if document.addressee else ""


def _own_item(document: OfficialDocument) -> WorkItem:
    if document.state in OUT:
        what, action, page = "待编号", "补填文号", "documents:number"
    elif document.state == DocumentState.APPROVED and document.form.is_sealed:
        what, action, page = "待用印", "登记用印", "documents:seal"
    else:
        what, action, page = "待发出", "登记发出", "documents:send"
    return WorkItem(
        title=f"{what}：{document.title}",
        url=reverse(page, args=[document.key]),
        reason=f"{_whom(document)}{document.get_state_display()}，文号：{document.number_words}。",
        action=action,
    )


def _find(user: Any, term: str, limit: int) -> Iterator[SearchHit]:
    number = "".join(term.split())
    found = Q(title__icontains=term.strip()) | Q(document_no__icontains=number)
    for document in OfficialDocument.objects.visible_to(user).filter(found)[:limit]:
        yield SearchHit(
            title=document.title,
            url=document.get_absolute_url(),
            note=f"{document.number_words}，{document.get_state_display()}",
        )


def _register_steps() -> None:
    for code, label in (
        (drafting.DRAWN_UP, "拟稿"),
        (drafting.REVISED, "修改文书"),
        (numbering.NUMBERED, "编文号"),
        (sending.SEALED, "用印"),
        (sending.SENT, "发出文书"),
        (sending.SERVED, "登记送达"),
    ):
        handlers.register(code, label=label, verb="documents.prepare")
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
