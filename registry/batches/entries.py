"""What batches put into the menu, the desk, the worklist, the search and applications' pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from ipcontact.accounts.models import User
from ipcontact.accounts.rights import can
from ipcontact.acts.models import Delegation
from ipcontact.audit.context import name_of
from ipcontact.notifications import access as messages
from ipcontact.ui.once import once
from ipcontact.ui.registry import (
    ApplicationAction,
    ApplicationBulk,
    ApplicationPanel,
    DeskCard,
    MenuEntry,
    SearchHit,
    SearchSource,
    WorkItem,
    WorkSource,
    application_actions,
    application_bulk,
    application_panels,
    desk_cards,
    global_search,
    menu,
    worklist,
)
from ipcontact.workdays.clock import today
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.parts import WorksWith, listers
from registry.batches import dossier, exceptions, kinds
from registry.batches.access import (
    DECIDE,
    SIGN,
    actors_of,
    authority_at,
    chain_of,
    turn_of,
)
from registry.batches.choices import BatchAction, BatchItemDecision, BatchState
from registry.batches.models import BatchItem, ReviewBatch
from registry.batches.rules import moves_from
from registry.reviews.parts import RestsOnLetters, letter_readers

MOST = 30
UNDECIDED = (BatchState.DRAFTING, BatchState.IN_DECISION)
MOST_COUNTED = 1_000


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    listers.add(WorksWith(people=_makers))
    letter_readers.add(RestsOnLetters(why=_why_letters_stand))
    kinds.register()
    exceptions.register()
    dossier.register()
    menu.add(
        MenuEntry(
            label="审定批次",
            url_name="batches:list",
            audience="batches.view",
            icon="check",
            group="办理",
            order=14,
            count=_count,
        )
    )
    desk_cards.add(
        DeskCard(
            title="审定",
            template="ui/figures.html",
            audience="batches.view",
            context=_figures,
            order=24,
        )
    )
    worklist.add(WorkSource(name="审定", audience="batches.view", items=_work, order=5))
    global_search.add(SearchSource(label="审定批次", audience="batches.view", find=_find, order=30))
    application_panels.add(
        ApplicationPanel(
            title="审定",
            template="registry/batches/panel_application.html",
            audience="batches.view",
            context=_of_application,
            anchor="batches",
            order=60,
        )
    )
    for label, page, audience, offered in (
        ("撤销审定", "annul", "batches.view", _may_annul),
        ("登记撤销审定", "annul-result", "offline.enter", _is_approved),
    ):
        application_actions.add(
            ApplicationAction(
                label=label,
                audience=audience,
                url=lambda application, page=page: reverse(
                    f"batches:{page}",
                    args=[once(application, _list_of).number, application.application_no],
                ),
                offered=offered,
                kind="danger" if page == "annul" else "",
                order=40,
            )
        )
    application_bulk.add(
        ApplicationBulk(
            label="列入批次", url_name="batches:compose", audience="batches.prepare", order=10
        )
    )
    messages.register(ReviewBatch._meta.db_table, _may_handle)


def _mine(user: Any) -> Any:
    return ReviewBatch.objects.visible_to(user)


def _turns(user: Any, on: date) -> Iterator[tuple[ReviewBatch, str, bool]]:
    """Batches at whose turn this person may sign: words for it, whether it is the deciding one."""
    held = Delegation.objects.on(on).filter(to_user=user, codes__overlap=[SIGN, DECIDE])
    people = {user.pk, *held.values_list("from_user", flat=True)}
    waiting = _mine(user).filter(state=BatchState.IN_DECISION, signers__user__in=people)
    waiting = waiting.annotate(size=Count("items", distinct=True))
    for batch in waiting.order_by("submitted_on", "pk")[:MOST]:
        chain = chain_of(batch)
        place = turn_of(chain)
        leader = authority_at(place, chain, user=user, on=on) if place else None
        if leader is None:
            continue
        role = place.get_role_display()
        words = f"轮到您{role}" if leader == user else f"轮到{name_of(leader)}{role}，委托您代办"
        yield batch, words, place == chain[-1]


def _count(user: Any) -> int | None:
    return sum(1 for _ in _turns(user, today())) or None


def _work(user: Any, on: date) -> Iterator[WorkItem]:
    """What waits for this person's signature; lists of one's own that wait to be put forward."""
    for batch, words, decides in _turns(user, on):
        page = "batches:decide" if decides else "batches:sign"
        yield WorkItem(
            title=f"{words}：{batch.name}",
            url=reverse(page, args=[batch.number]),
            reason=f"{batch.size}家，{batch.submitted_on:%Y-%m-%d} 呈报。",
            action="打开审定" if decides else "签署意见",
        )
    if not can(user, "batches.prepare"):
        return
    own = _mine(user).filter(state=BatchState.DRAFTING, created_by=user)
    for batch in own.order_by("pk")[:MOST]:
        yield WorkItem(
            title=f"可以呈报：{batch.name}",
            url=batch.get_absolute_url(),
            reason="名单正在拟定。核对拟办意见和签署人后呈报审定。",
            action="核对并呈报",
        )


def _figures(user: Any) -> dict[str, Any] | None:
    address = reverse("batches:list")
    rows = _mine(user).order_by()
    ready = Application.objects.visible_to(user).filter(state=ApplicationState.READY)
    asked = [
        ("拟定中", rows.filter(state=BatchState.DRAFTING), f"{address}?state=drafting"),
        ("呈报审定", rows.filter(state=BatchState.IN_DECISION), f"{address}?state=in_decision"),
        ("已审定待公示", rows.filter(state=BatchState.DECIDED), f"{address}?state=decided"),
    ]
    if can(user, "batches.prepare"):
        asked.insert(0, ("待上会的申报", ready.order_by(), reverse("batches:compose")))
    figures = [
        (label, found.values("pk")[:MOST_COUNTED].count(), url) for label, found, url in asked
    ]
    return {"figures": figures} if any(count for _, count, _ in figures) else None


def _find(user: Any, term: str, limit: int) -> Iterator[SearchHit]:
    found = Q(name__icontains=term) | Q(number__iexact=term.strip())
    for batch in _mine(user).filter(found)[:limit]:
        yield SearchHit(
            title=batch.name,
            url=batch.get_absolute_url(),
            note=f"{batch.number}，{batch.get_state_display()}",
        )


def _of_application(application: Application, user: Any) -> dict[str, Any] | None:
    """The lists an application has stood on, the newest first."""
    items = list(
        BatchItem.objects.filter(
            application=application, batch__in=ReviewBatch.objects.visible_to(user)
        )
        .select_related("batch", "decided_by")
        .order_by("-pk")
    )
    if not items:
        return None
    return {"rows": items}


def _list_of(application: Application) -> ReviewBatch | None:
    """The decided list that included an application whose notice is not published."""
    if application.state != ApplicationState.APPROVED:
        return None
    items = application.batch_items.filter(decision=BatchItemDecision.INCLUDE)
    item = items.filter(batch__state=BatchState.DECIDED).select_related("batch").last()
    return item.batch if item else None


def _is_approved(application: Application, user: Any) -> bool:
    return once(application, _list_of) is not None


def _may_annul(application: Application, user: Any) -> bool:
    batch = once(application, _list_of)
    if batch is None:
        return False
    actors = actors_of(user, batch, chain_of(batch), on=today())
    return BatchAction.ANNUL in moves_from(batch.state, actors)


def _may_handle(user: Any, key: str) -> bool:
    return can(user, "batches.prepare") and _mine(user).filter(pk=key).exists()


def _makers(application: Application) -> list[User]:
    """Who drew up the list, not yet decided, on which an application stands."""
    lists = ReviewBatch.objects.filter(items__application=application, state__in=UNDECIDED)
    makers = User.objects.filter(pk__in=lists.values("created_by"), is_active=True)
    return list(makers.order_by("pk"))


def _why_letters_stand(applications: Iterable[Application]) -> str:
    """Lists of these that are drawn up or decided on are locked: none is put to decision between
    this answer and the voiding that asked for it."""
    items = BatchItem.objects.filter(
        application__in=applications, application__state=ApplicationState.IN_BATCH, decision=""
    )
    rows = ReviewBatch.objects.filter(
        pk__in=items.values("batch"), state__in=[BatchState.DRAFTING, BatchState.IN_DECISION]
    )
    for batch in rows.select_for_update(of=("self",)).order_by("pk"):
        if batch.state == BatchState.IN_DECISION:
            return f"函中的单位列在“{batch.name}”，正在审定，这件函不能作废。请先退回批次再作废。"
    return ""
