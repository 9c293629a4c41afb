"""The usual words of a notice, which the drafter may change, and what comes next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from ipcontact.ui.models import SiteProfile
from ipcontact.workdays.rules import WEEKDAYS
from registry.batches.models import ReviewBatch
from registry.notices.choices import NoticeState
from registry.notices.models import PublicNotice
from registry.notices.rules import ItemFacts

BASIS = (
    "根据《滨海新区知识产权保护重点联系机制实施方案》，经自愿申报和推荐、综合考察、集体研究，"
    "拟将下列单位纳入知识产权保护重点联系单位名录。"
)
OBJECTION = (
    "任何单位和个人对名单有异议的，请在公示期内实名提出，写明理由，附有关证据和联系方式。"
    "单位提出的加盖公章，个人提出的签署本人姓名。我们对提出异议人的身份信息保密，"
    "核查后予以答复。匿名或者超过公示期提出的，作为线索处理。"
)
NO_TITLE = "纳入名录不代表对其产品、服务或者知识产权质量的认可。"
# what makes the name of a batch that of a list under decision, said inside the bureau only
_LIST_WORDS = re.compile(r"(?:申报)?(?:审定|拟定|拟纳入)?名单(?:（[\d-]+）)?$")


def default_words(batch: ReviewBatch, profile: SiteProfile, *, count: int) -> dict[str, Any]:
    """What a new draft says. Args: count: units on the list."""
    label = public_label(batch.name)
    which = f"（{label[:80]}）" if label else ""
    return {
        "title": f"关于拟纳入知识产权保护重点联系单位名录{which}的公示",
        "basis": BASIS,
        "introduction": f"本次共{count}家单位，现予公示。{NO_TITLE}",
        "objection_words": OBJECTION,
        "contact": {
            "department": profile.sponsor,
            "phone": profile.phone,
            "address": profile.address,
            "email": "",
            "hours": profile.office_hours,
        },
    }


def day_words(day: date) -> str:
    """10月9日（周五）"""
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def public_label(batch_name: str) -> str:
    """Which list it is, for the public: “2026年第三批审定名单” is “2026年第三批”.

    Returns: empty when the name says no more than that it is a list.
    """
    return _LIST_WORDS.sub("", batch_name.strip())


def edition_name(notice: PublicNotice) -> str:
    """How the edition of a notice is usually called; a supplement says so.

    “2026年第三批重点联系单位名录”, then “2026年第三批重点联系单位名录（补充）”.
    """
    count = notice.announcements.count()
    later = "" if not count else "（补充）" if count == 1 else f"（补充{count}）"
    return f"{public_label(notice.batch.name)[:60]}重点联系单位名录{later}"


def next_step(notice: PublicNotice, facts: Sequence[ItemFacts]) -> str:
    """What has to happen next, in a sentence; empty when nothing has to."""
    clear = sum(each.is_clear for each in facts)
    held = sum(each.is_held for each in facts)
    waits = f"，另有{held}家有异议，办结后再公布" if held else ""
    match notice.state:
        case NoticeState.DRAFTING:
            return "核对文字和联系方式，然后送核稿。"
        case NoticeState.CHECKING:
            return "由没有起草、修改、送核稿的另一名区局经办核稿。"
        case NoticeState.APPROVED:
            return "发布，再把公文和网页交门户发布。"
        case NoticeState.PUBLISHED:
            portal = "" if notice.portal_url else "请登记门户网址。"
            return f"公示到{day_words(notice.ends_on)}24:00{waits}。{portal}"
        case NoticeState.STOPPED:
            return "由审定领导恢复或者撤销。"
        case NoticeState.ENDED:
            said = f"{clear}家可以公布" if clear else "没有可以公布的单位"
            return f"公示期满，{said}{waits}。"
        case NoticeState.ANNOUNCED if clear:
            return f"异议办结的{clear}家可以补充公布。"
        case NoticeState.ANNOUNCED if held:
            return f"还有{held}家有异议，办结后补充公布。"
    return ""
