"""推荐函: what one agency recommended in a round, with the 推荐汇总表 as its list, in Word."""

from __future__ import annotations

from datetime import date

from ipcontact.accounts.models import Agency
from ipcontact.documents import render
from ipcontact.documents.tables import Grid, Part, tables_context
from registry.recommendations.models import Recommendation, RecommendationQuerySet
from registry.rounds.models import IntakeRound

HEADS = ("序号", "单位名称", "统一社会信用代码", "单位类型", "入库条件", "推荐意见")


def recommended_by(agency: Agency) -> RecommendationQuerySet:
    """The signed recommendations of an agency that still count."""
    return Recommendation.objects.taking_places().filter(agency=agency)


def recommendation_letter(
    round: IntakeRound, agency: Agency, *, addressee: str, today: date
) -> bytes:
    """关于推荐知识产权保护重点联系单位的函, to be stamped and sent with its list.

    Args: addressee: the bureau's name.
    """
    rows = recommended_by(agency).filter(application__round=round).order_by("signed_on", "pk")
    rows = rows.select_related("application").prefetch_related("application__claims__criterion")
    listed = [_line(number, row) for number, row in enumerate(rows, start=1)]
    said = (
        f"根据{round.name}申报通知，经自愿申报和我单位审核，"
        f"现推荐以下{len(listed)}家单位为知识产权保护重点联系单位，请审核。"
    )
    parts = [
        Part(paragraphs=[f"{addressee}：", said]),
        Part(heading="推荐汇总表", tables=[Grid(heads=HEADS, rows=listed)]),
    ]
    context = tables_context(
        title="关于推荐知识产权保护重点联系单位的函", parts=parts, organ=agency.name, day=today
    )
    return render("tables-wide", context)


def _line(number: int, row: Recommendation) -> list[str]:
    application = row.application
    codes = sorted(claim.criterion.code for claim in application.claims.all())
    return [
        str(number),
        application.unit_name,
        application.credit_code or "—",
        application.get_unit_kind_display(),
        "".join(f"（{code}）" for code in codes) or "—",
        row.statement or "同意推荐",
    ]
