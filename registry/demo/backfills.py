"""A round of former years in the demonstration, entered from its paper, with one of its files."""

from __future__ import annotations

from datetime import date

from ipcontact.acts.choices import Channel
from ipcontact.acts.services import confirm_offline
from registry.backfills import services
from registry.backfills.services import Past
from registry.batches.choices import BatchItemDecision
from registry.demo.deeds import Cast, paper
from registry.roster.models import Listing
from registry.rounds import services as rounds
from registry.units.choices import UnitKind
from registry.units.models import Unit


def load(stdout, *, today: date, cast: Cast) -> None:
    """Enter the round before the third list and the file of a unit that this list took in."""
    year = today.year - 2
    round_ = rounds.backfill(
        name=f"{year}年申报（纸面）",
        published_on=date(year, 8, 26),
        opens_on=date(year, 9, 1),
        closes_on=date(year, 9, 30),
        document_no=f"示例市监知〔{year}〕21号",
        scan=paper("示例申报通知"),
        by=cast.handler,
        today=today,
    )
    unit = _joined(date(year, 12, 20))
    past = Past(
        round=round_,
        is_recommended=True,
        agency=unit.lead_agency or cast.clerk.agency,
        criteria=["1"],
        filed_on=date(year, 9, 9),
        recommended_on=date(year, 9, 18),
        reviewed_on=date(year, 10, 15),
        decided_on=date(year, 11, 28),
        outcome=BatchItemDecision.INCLUDE,
        reason="",
    )
    result = services.enter(
        unit,
        past,
        decider_name="示例局长办公会",
        channel=Channel.MEETING,
        minutes_no=f"示例纪要〔{year}〕11号",
        scan=paper("示例往年申报"),
        by=cast.handler,
        today=today,
    )
    confirm_offline(result, by=cast.second)
    stdout.write(f"　补录批次 1 个，补录申报 {round_.applications.count()} 件")


def _joined(day: date) -> Unit:
    """An enterprise that came on the roster on this day."""
    rows = Listing.objects.filter(period__startswith=day, unit__kind=UnitKind.ENTERPRISE)
    return rows.order_by("unit__pk").select_related("unit__lead_agency").first().unit
