"""What notices put into the menus, the worklist, the search, and pages of batches and units."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from ipcontact.accounts.rights import can, is_at_bureau
from ipcontact.acts.services import authority_of
from ipcontact.documents import sources
from ipcontact.documents.services.steps import APPROVE
from ipcontact.files import access as files
from ipcontact.ui.registry import (
    ApplicationPanel,
    MenuEntry,
    OwnPanel,
    PublicEntry,
    SearchHit,
    SearchSource,
    WorkItem,
    WorkSource,
    application_panels,
    global_search,
    menu,
    own_panels,
    public_menu,
    worklist,
)
from ipcontact.workdays.rules import workdays_between
from ipcontact.workdays.services import current_calendar
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.parts import PublicWord, public_words
from registry.batches.choices import BatchState
from registry.batches.models import ReviewBatch
from registry.batches.parts import Annulled, annulments
from registry.notices import dossier, exceptions, kinds
from registry.notices.access import actors_of, written_by
from registry.notices.choices import PUBLIC_WORDS, NoticeActor, NoticeItemState, NoticeState
from registry.notices.letters import Letters, letters_by_notice, sent_letter, without_sent
from registry.notices.models import Corrigendum, NoticeItem, PublicNotice
from registry.notices.off_list import by_notice, off_words, uncorrected
from registry.notices.papers import (
    ANNOUNCING,
    CORRECTING,
    TEMPLATE,
    announcement_sheet,
    corrigendum_sheet,
    notice_sheet,
)
from registry.notices.services import facts_by_notice
from registry.notices.services.following import take_off_drafts
from registry.notices.wording import next_step

MOST = 30
S = NoticeState
# Who has a notice in hand in a state.
_IN_HAND = {
    S.DRAFTING: NoticeActor.HANDLER,
    S.CHECKING: NoticeActor.CHECKER,
    S.APPROVED: NoticeActor.HANDLER,
    S.PUBLISHED: NoticeActor.HANDLER,
    S.STOPPED: NoticeActor.DECIDER,
    S.ENDED: NoticeActor.DECIDER,
    S.ANNOUNCED: NoticeActor.DECIDER,
}
# Where the worklist leads when the next step needs nothing of the record but itself.
_PAGES = {S.APPROVED: ("notices:publish", "发布公示")}


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    kinds.register()
    exceptions.register()
    dossier.register()
    annulments.add(Annulled(follow=take_off_drafts))
    public_words.add(PublicWord(words=_words_of))
    sources.register(TEMPLATE, notice_sheet)
    sources.register(ANNOUNCING, announcement_sheet)
    sources.register(CORRECTING, corrigendum_sheet)
    public_menu.add(PublicEntry(label="公示公告", url_name="notices:list", order=25))
    menu.add(
        MenuEntry(
            label="公示",
            url_name="notices:list",
            audience="notices.view",
            icon="send",
            group="办理",
            order=16,
        )
    )
    worklist.add(WorkSource(name="公示", audience="notices.view", items=to_do, order=6))
    global_search.add(SearchSource(label="公示", audience="notices.view", find=_find, order=32))
    application_panels.add(
        ApplicationPanel(
            title="公示",
            template="registry/notices/panel_application.html",
            audience="notices.view",
            context=_of_application,
            anchor="notices",
            order=70,
        )
    )
    own_panels.add(
        OwnPanel(
            title="入库告知函",
            template="registry/notices/panel_own.html",
            context=_own_letter,
            anchor="letter",
            order=20,
        )
    )
    files.register(PublicNotice._meta.db_table, _reads)


def to_do(user, today: date) -> Iterator[WorkItem]:
    """Decided batches without a notice, and notices that wait for this person's step."""
    yield from _to_draft(user)
    yield from _letters(user, today)
    yield from _to_correct(user)
    yield from _corrections(user)
    yield from islice(_notices(user, today), MOST)


def _notices(user: Any, today: date) -> Iterator[WorkItem]:
    calendar = current_calendar()
    rows = list(_in_hand(user, today).select_related("batch").order_by("ends_on", "pk"))
    known = facts_by_notice(rows)
    for notice in rows:
        facts = known[notice.pk]
        if notice.state == S.ANNOUNCED and not any(each.is_clear for each in facts):
            continue
        due_on = notice.ends_on if notice.state == S.PUBLISHED else None
        page, action = _PAGES.get(S(notice.state), ("notices:detail", "打开公示"))
        yield WorkItem(
            title=notice.title,
            url=reverse(page, args=[notice.number]),
            reason=next_step(notice, facts),
            action=action,
            due_on=due_on,
            days_left=workdays_between(today, due_on, calendar) if due_on else None,
        )


def _in_hand(user: Any, today: date) -> QuerySet[PublicNotice]:
    """Notices whose next step is this person's; one whose list was shown again has none, nor one
    of which everything was announced, taken out or withdrawn."""
    actors = actors_of(user, PublicNotice(), on=today)
    states = [state for state, actor in _IN_HAND.items() if actor in actors]
    again = PublicNotice.objects.filter(repeats=OuterRef("pk")).repeating()
    left = NoticeItem.objects.filter(notice=OuterRef("pk"), announcement=None)
    left = left.exclude(application__state=ApplicationState.WITHDRAWN)
    clear = left.filter(state__in=(NoticeItemState.SHOWN, NoticeItemState.CLEAR))
    left = left.exclude(state=NoticeItemState.TAKEN_OUT)
    rows = PublicNotice.objects.visible_to(user).filter(state__in=states)
    rows = rows.exclude(Q(created_by=user.pk) | written_by(user), state=S.CHECKING)
    rows = rows.filter(~Q(state=S.PUBLISHED) | Q(portal_url=""))
    rows = rows.filter(~Q(state=S.ENDED) | Exists(left))
    rows = rows.filter(~Q(state=S.ANNOUNCED) | Exists(clear))
    return rows.exclude(Exists(again))


def _to_correct(user: Any) -> Iterator[WorkItem]:
    """Published lists with units that are off them, which no 更正公告 has named yet."""
    if not (can(user, "notices.prepare") and is_at_bureau(user)):
        return
    for notice, items in by_notice(uncorrected())[:MOST]:
        yield WorkItem(
            title=f"{notice.title}：名单有变动",
            url=reverse("notices:correct", args=[notice.number]),
            reason=off_words(items),
            action="起草更正公告",
        )


def _corrections(user: Any) -> Iterator[WorkItem]:
    """更正公告 that another has drafted: this person may check and publish them."""
    if not (can(user, "notices.check") and can(user, "notices.prepare") and is_at_bureau(user)):
        return
    rows = Corrigendum.objects.filter(published_on=None).exclude(drafted_by=user.pk)
    rows = rows.filter(notice__in=PublicNotice.objects.visible_to(user))
    for row in rows.select_related("notice", "drafted_by")[:MOST]:
        yield WorkItem(
            title=f"{row.notice.title}：更正公告",
            url=reverse("notices:corrigendum", args=[row.notice.number, row.pk]),
            reason=f"{row.drafted_by.name}起草，核稿后发布。",
            action="核稿更正公告",
        )


def _to_draft(user: Any) -> Iterator[WorkItem]:
    if not can(user, "notices.prepare"):
        return
    decided = ReviewBatch.objects.visible_to(user).filter(state=BatchState.DECIDED)
    living = (S.DRAFTING, S.CHECKING, S.APPROVED)
    shown = {"items__decision": "include", "items__application__state": ApplicationState.APPROVED}
    decided = decided.filter(**shown).exclude(notices__state__in=living)
    for batch in decided.distinct()[:MOST]:
        yield WorkItem(
            title=f"{batch.name}：生成公示",
            url=reverse("notices:draft", args=[batch.number]),
            reason="已审定，名单还没有公示。",
            action="生成公示",
        )


def _letters(user: Any, today: date) -> Iterator[WorkItem]:
    """入库告知函 that wait for this person: to be drawn up and sent, or to be signed."""
    may_sign = authority_of(user, APPROVE, today) is not None
    may_prepare = can(user, "notices.prepare")
    if not (may_sign or may_prepare):
        return
    waiting = PublicNotice.objects.visible_to(user).filter(pk__in=without_sent().values("notice"))
    rows = list(waiting.order_by("pk")[:MOST])
    known = letters_by_notice(rows, user=user)
    for notice in rows:
        letters = Letters(known[notice.pk])
        others = [row for row in letters.drafts if row.created_by_id != user.pk]
        is_due = (may_prepare and (letters.missing or letters.to_send)) or (may_sign and others)
        if is_due:
            yield WorkItem(
                title=f"{notice.title}：入库告知函",
                url=reverse("notices:letters", args=[notice.number]),
                reason=f"{letters.words}。",
                action="打开告知函",
            )


def _words_of(files: Collection[Application]) -> dict[int, str]:
    """Files on a list whose window stands still."""
    shown = [file.pk for file in files if file.state == ApplicationState.ON_NOTICE]
    if not shown:
        return {}
    items = NoticeItem.objects.filter(application__in=shown, notice__state=S.STOPPED)
    return dict.fromkeys(items.values_list("application", flat=True), PUBLIC_WORDS[S.STOPPED])


def _own_letter(application: Application) -> dict[str, Any] | None:
    """The letter that has gone out to the applicant's unit."""
    letter = sent_letter(NoticeItem.objects.filter(application=application))
    return {"letter": letter} if letter else None


def _find(user: Any, term: str, limit: int) -> Iterator[SearchHit]:
    holding = NoticeItem.objects.filter(name__icontains=term).values("notice")
    wanted = Q(title__icontains=term) | Q(number__iexact=term.strip()) | Q(pk__in=holding)
    for notice in PublicNotice.objects.visible_to(user).filter(wanted)[:limit]:
        yield SearchHit(
            title=notice.title,
            url=notice.get_absolute_url(),
            note=f"{notice.number}，{notice.get_state_display()}",
        )


def _of_application(application: Application, user: Any) -> dict[str, Any] | None:
    """The notices an application has stood on, the newest first."""
    items = NoticeItem.objects.visible_to(user).filter(application=application).order_by("-pk")
    rows = list(items.select_related("notice", "announcement__edition", "application"))
    return {"rows": rows} if rows else None


def _reads(user: Any, key: str) -> bool:
    return PublicNotice.objects.visible_to(user).filter(pk=key).exists() and user.is_authenticated
