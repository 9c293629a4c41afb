"""Where the name or code of a unit stands on papers, and what a change will do to each of them.

What is published or signed is frozen; a notice that is drawn up takes the new value when it is
sent to the check, and one that was checked has to go back for it. Papers that the person looking
does not see are not spoken of: a unit reads the previews of its own changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ipcontact.documents.choices import DocumentState
from ipcontact.documents.models import OfficialDocument
from registry.notices.choices import NoticeItemState, NoticeState
from registry.notices.models import NoticeItem
from registry.units.models import Unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

NAMED = 3  # papers named in a sentence
_CHECKED = (NoticeState.CHECKING, NoticeState.APPROVED)
_RUNNING = (NoticeState.PUBLISHED, NoticeState.STOPPED)
_SIGNED = (DocumentState.APPROVED, DocumentState.SEALED)


def on_notices(unit: Unit, *, field: str, what: str, user: User) -> str:
    """What becomes of each notice on which the present value stands.

    Args: field: `name` or `credit_code` of its lines; what: 名称 or 代码; user: who reads it.
    """
    value = getattr(unit, field)
    items = NoticeItem.objects.visible_to(user).filter(application__unit=unit)
    rows = list(
        items.filter(**{field: value}).select_related("notice", "application").order_by("notice")
    )
    live = [row for row in rows if row.notice.state != NoticeState.CANCELLED]
    drafts = [row for row in live if row.notice.state == NoticeState.DRAFTING]
    checked = [row for row in live if row.notice.state in _CHECKED]
    running = [row for row in live if row.notice.state in _RUNNING]
    waiting = [row for row in live if row not in running and _is_to_be_announced(row)]
    past = [row for row in rows if row.notice.published_on and row not in (*running, *waiting)]
    said = []
    if drafts:
        said.append(f"起草中的公示{_numbers(drafts)}送核稿时改用新{what}。")
    if checked:
        said.append(
            f"已送核稿、还没有发布的公示{_numbers(checked)}不能照原稿发布，"
            f"退回起草、重新送核稿时改用新{what}。"
        )
    if running:
        said.append(
            f"公示中的{_numbers(running)}文字已定，保留原{what}，公布时名录版次照公示印；"
            "需要让公众知道的，发布更正公告。"
        )
    if waiting:
        said.append(f"公示期满、待公布的{_numbers(waiting)}保留原{what}，公布时名录版次照公示印。")
    if past:
        said.append(f"以前发布的{len(past)}份公示保留当时的{what}。")
    if not rows:
        said.append(f"没有公示写有原{what}。")
    return "".join([*said, f"以后的公示用新{what}。"])


def on_letters(unit: Unit, *, user: User) -> str:
    """What becomes of the papers addressed to a unit under its present name that are not out."""
    rows = OfficialDocument.objects.visible_to(user).filter(addressee=unit.name).order_by("pk")
    drafts = list(rows.filter(state=DocumentState.DRAFT))
    signed = list(rows.filter(state__in=_SIGNED))
    said = []
    if drafts:
        said.append(f"拟稿中的{_titles(drafts)}主送仍是原名称，签批前请改为新名称。")
    if signed:
        said.append(f"已签批、还没有发出的{_titles(signed)}文字已定，要改的作废后另拟。")
    return "".join(said)


def _is_to_be_announced(row: NoticeItem) -> bool:
    is_open = row.notice.state in (NoticeState.ENDED, NoticeState.ANNOUNCED)
    is_out = row.announcement_id is not None or row.state == NoticeItemState.TAKEN_OUT
    return is_open and not is_out and not row.is_withdrawn


def _numbers(rows: list[NoticeItem]) -> str:
    return _listed([row.notice.number for row in rows], "份")


def _titles(rows: list[OfficialDocument]) -> str:
    return _listed([f"《{row.title}》" for row in rows], "份")


def _listed(words: Iterable[str], word: str) -> str:
    known = list(words)
    rest = f"等{len(known)}{word}" if len(known) > NAMED else ""
    return f"{'、'.join(known[:NAMED])}{rest}"
