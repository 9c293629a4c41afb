"""The usual words of a notice; the drafter changes them where a list needs others."""

from __future__ import annotations

from typing import Any

from ipcontact.ui.models import SiteProfile
from registry.batches.models import ReviewBatch

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


def default_words(batch: ReviewBatch, profile: SiteProfile, *, count: int) -> dict[str, Any]:
    """What a new draft says. Args: count: units on the list."""
    return {
        "title": f"关于拟纳入知识产权保护重点联系单位名录（{batch.name}）的公示"[:120],
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
