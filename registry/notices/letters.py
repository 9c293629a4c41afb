"""入库告知函: what it says, and which announced unit has one.

The letter tells and grants nothing: no certificate, no title, no term (glossary 6; office 0.8).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from ipcontact.documents.choices import DocumentState
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.rules import OUT
from ipcontact.documents.services.sending import content_hash
from ipcontact.documents.tables import chinese_day
from ipcontact.documents.wording import TONES
from ipcontact.notifications.links import absolute
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.models import SiteProfile
from registry.notices.models import Announcement, NoticeItem, NoticeItemQuerySet, PublicNotice
from registry.roster.exports import NO_RECOGNITION

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

LETTER = "listing_letter"
TITLE = "知识产权保护重点联系单位入库告知函"
CHANGED = "您打开之后，告知函有增减或者修改。请刷新页面核对后再办。"
TO_SEND = (DocumentState.APPROVED, DocumentState.SEALED)
LIMITS = f"{NO_RECOGNITION}纳入名录也不是行政许可或者资质认定，请不要用于广告宣传。"
SERVICES = (
    "我局将加强咨询与维权指导，开展政策宣贯，指导建立完善知识产权管理制度，组织专家提供咨询，"
    "开展知识产权风险防范培训，并提供快速便捷的知识产权保护响应通道。"
)
VISITS = (
    "我局通过问卷调查、走访调研等方式了解你单位的知识产权保护工作动态、问题和需求。"
    "走访是服务，不作为行政检查。"
)
DUTIES = (
    "请你单位确定联络员，及时反映知识产权保护的需求和线索，配合走访调研，参加有关培训；"
    "单位名称、住所、联络员等发生变化的，请在10日内告知我局。"
)
REVIEW = "重点联系单位库实行动态管理，每2年可视情况进行调整。你单位可以随时书面申请退出。"


@dataclass(frozen=True)
class Letter:
    """An announced unit with its letter; None while nobody has drawn one up, or it was voided."""

    item: NoticeItem
    document: OfficialDocument | None

    @property
    def tone(self) -> str:
        return TONES[DocumentState(self.document.state)] if self.document else "idle"


class Letters:
    """The letters of a notice, counted by what is to be done with them."""

    def __init__(self, rows: Sequence[Letter]) -> None:
        self.rows = rows
        self.documents = [row.document for row in rows if row.document is not None]

    @property
    def missing(self) -> int:
        """Announced units that have none."""
        return len(self.rows) - len(self.documents)

    @property
    def drafts(self) -> list[OfficialDocument]:
        return [row for row in self.documents if row.state == DocumentState.DRAFT]

    @property
    def to_send(self) -> list[OfficialDocument]:
        return [row for row in self.documents if row.state in TO_SEND]

    @property
    def unnumbered(self) -> set[int]:
        """Keys of the announcements with a letter that is 待编号."""
        drawn = [row for row in self.rows if row.document is not None]
        return {row.item.announcement_id for row in drawn if not row.document.document_no}

    @property
    def sent(self) -> int:
        return sum(row.state in OUT for row in self.documents)

    @property
    def words(self) -> str:
        """How far they are: 待签批2份，已发出10份."""
        counts = (
            ("待拟稿", self.missing),
            ("待签批", len(self.drafts)),
            ("待发出", len(self.to_send)),
            ("已发出", self.sent),
        )
        return "，".join(f"{label}{count}份" for label, count in counts if count)

    def by_edition(self) -> list[tuple[Announcement, list[Letter]]]:
        """The rows of each announcement, in order."""
        found: dict[int, tuple[Announcement, list[Letter]]] = {}
        for row in self.rows:
            made = row.item.announcement
            found.setdefault(made.pk, (made, []))[1].append(row)
        return list(found.values())


def letters_of(notice: PublicNotice, *, user: User | None = None) -> list[Letter]:
    """Every announced unit of a notice in the order it was announced, with its letter.

    Two queries, however many they are. Args: user: only letters that this person may see.
    """
    return letters_by_notice([notice], user=user)[notice.pk]


def letters_by_notice(
    notices: Collection[PublicNotice], *, user: User | None = None
) -> dict[int, list[Letter]]:
    """The same of several notices, by the key of the notice; as few queries."""
    related = ("announcement__edition", "application__agency", "application__round__scheme")
    rows = NoticeItem.objects.filter(notice__in=notices, announcement__isnull=False)
    rows = rows.select_related(*related, "application__unit__lead_agency")
    items = list(rows.order_by("notice", "announcement", "order"))
    documents = OfficialDocument.objects.all()
    if user is not None:
        documents = documents.visible_to(user)
    drawn = _living(documents, items)
    found: dict[int, list[Letter]] = {notice.pk: [] for notice in notices}
    for item in items:
        found[item.notice_id].append(Letter(item, drawn.get(str(item.pk))))
    return found


def sent_letter(items: Iterable[NoticeItem]) -> OfficialDocument | None:
    """The letter that has gone out to the unit of these items; None before."""
    gone = OfficialDocument.objects.filter(state__in=OUT)
    return next(iter(_living(gone, items).values()), None)


def without_sent() -> NoticeItemQuerySet:
    """Announced units whose letter has not gone out."""
    gone = OfficialDocument.objects.filter(
        subject_table=NoticeItem._meta.db_table,
        subject_key=Cast(OuterRef("pk"), CharField()),
        kind=LETTER,
        state__in=OUT,
    )
    return NoticeItem.objects.filter(announcement__isnull=False).exclude(Exists(gone))


def mark_of(documents: Iterable[OfficialDocument]) -> str:
    """What a page showed: another one when the words of a paper changed, or one came or went."""
    ordered = sorted(documents, key=lambda row: row.pk)
    said = ",".join(f"{row.pk}:{content_hash(row)}" for row in ordered)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def refuse_changed(shown: Collection[OfficialDocument], mark: str) -> None:
    """Refuse a step on other letters, or other words, than a page showed; no mark asks nothing.

    Raises: RuleViolation `stale`.
    """
    if mark and mark != mark_of(shown):
        raise RuleViolation("stale", CHANGED)


def letter_text(item: NoticeItem, *, conditions: Sequence[str], profile: SiteProfile) -> str:
    """The words of the letter, a paragraph a line; the handler may correct each.

    Args: conditions: wording of the 入库条件 it stands on, in their order.
    """
    application, edition = item.application, item.announcement.edition
    ways = [
        *(["你单位自愿申报"] if application.is_self_filed else []),
        *([f"{item.recommended_by or '有关单位'}推荐"] if application.is_recommended else []),
    ]
    number = f"，文号{edition.document_no}" if edition.document_no else ""
    met = "；".join(
        f"（{code}）{words}" for code, words in zip(item.criteria, conditions, strict=True)
    )
    return "\n".join(
        (
            f"根据《{application.round.scheme.name}》，经{'、'.join(ways)}，我局综合考察、审定和公示，"
            f"你单位列入“{edition}”，{chinese_day(edition.published_on)}公布{number}。",
            f"你单位列入名录所依据的入库条件：{met}。",
            _contact_words(item, profile),
            SERVICES,
            VISITS,
            DUTIES,
            REVIEW,
            LIMITS,
            "现行名录以我局网站公布的为准，可以按单位名称或者统一社会信用代码查询、核对："
            f"{absolute(edition.get_absolute_url())}",
            "特此告知。",
        )
    )


def _contact_words(item: NoticeItem, profile: SiteProfile) -> str:
    """Who in the bureau cares for the unit, as far as it is known on that day."""
    agency = item.application.unit.lead_agency or item.application.agency
    if agency is None:
        asked = (
            f"，在此之前请联系{profile.sponsor}{_phone(profile.phone)}" if profile.sponsor else ""
        )
        return f"我局实行专人联络、双向联系，联系人确定后另行告知{asked}。"
    return (
        f"我局实行专人联络、双向联系。你单位的联系机构是{agency.name}{_phone(agency.phone)}，"
        "联系人有变动的另行告知。"
    )


def _phone(number: str) -> str:
    return f"（电话{number}）" if number else ""


def _living(
    documents: Iterable[OfficialDocument], items: Iterable[NoticeItem]
) -> dict[str, OfficialDocument]:
    keys = [str(item.pk) for item in items]
    rows = documents.filter(
        kind=LETTER, subject_table=NoticeItem._meta.db_table, subject_key__in=keys
    )
    return {row.subject_key: row for row in rows.exclude(state=DocumentState.VOID).order_by("pk")}
