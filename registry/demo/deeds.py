"""What people do with rounds and applications in the demonstration, a function each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from ipcontact.accounts.models import User
from ipcontact.workdays.clock import SHANGHAI
from registry.applications import consent
from registry.applications import services as filing
from registry.applications.models import Application
from registry.batches import services as batches
from registry.criteria.choices import CheckState
from registry.criteria.models import Criterion
from registry.recommendations import services as recommending
from registry.recommendations.choices import Opinion
from registry.recommendations.models import Recommendation
from registry.reviews import services as reviewing
from registry.reviews.choices import Conclusion, CreditResult, InspectionMode
from registry.reviews.services import Finding
from registry.rounds import services as rounds
from registry.rounds.models import IntakeRound
from registry.units.choices import UnitKind

PAPER = Path(__file__).with_name("sample-paper.png")
PLACE = "120116001"  # the first demonstration station answers for it


@dataclass(frozen=True)
class Cast:
    """The people who act, by what they are."""

    handler: User
    second: User
    clerk: User
    head: User
    leader: User


def moment(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)


def paper(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.png", PAPER.read_bytes(), "image/png")


def hold_round(
    label: str, today: date, *, opens: int, closes: int | None, cast: Cast, is_published=True
) -> IntakeRound:
    opens_on = today + timedelta(days=opens)
    planned_at = moment(min(opens_on, today) - timedelta(days=5))
    values = {
        **rounds.starting_values(today=today),
        "name": f"{today.year}年{label}" + ("" if label.endswith("申报") else "申报"),
        "is_standing": closes is None,
        "opens_at": moment(opens_on, 9),
        "closes_at": None if closes is None else moment(today + timedelta(days=closes), 17),
        "counted_on": opens_on - timedelta(days=30),
        "contact_phone": "022-00000000",
    }
    round_ = rounds.plan(values, by=cast.handler, now=planned_at)
    if is_published:
        round_ = rounds.publish(round_, by=cast.handler, now=planned_at)
        rounds.keep_time(now=moment(today, 8))
        round_.refresh_from_db()
    return round_


def begin(round_: IntakeRound, unit: tuple[str, str], day: date, **basic) -> Application:
    name, code = unit
    answers = {
        "unit_name": name,
        "credit_code": code,
        "unit_kind": UnitKind.ENTERPRISE,
        "registered_address": "天津市滨海新区示例路100号",
        "region": PLACE,
        "main_products": "示例产品",
        "staff_count": 120,
        **basic,
    }
    application = filing.start(round=round_, basic=answers, now=moment(day), by=None)
    own = {"by": None, "grant": str(application.key)}
    number = application.pk % 10_000
    filing.save_section(
        application,
        section="contacts",
        values={"primary_name": "示例联络员", "primary_mobile": f"1380000{number:04d}"},
        **own,
    )
    filing.save_section(
        application,
        section="rights",
        values={"inventions_held": 12, "utility_models_held": 20, "trademarks_held": 6},
        **own,
    )
    return application


def claim(application: Application, code: str, **values) -> None:
    own = {"by": None, "grant": str(application.key)}
    criterion = Criterion.objects.get(scheme=application.round.scheme, code=code)
    claim = filing.set_claim(application, criterion=criterion, values=values, **own)
    filing.add_proof_file(claim, upload=paper("示例证明"), **own)


def claim_certificate(application: Application, day: date) -> None:
    claim(
        application,
        "1",
        variant="certificate",
        document_no=f"GR{day.year - 1}12{application.pk:06d}",
        issuer="示例认定机构",
        issued_on=day - timedelta(days=300),
        expires_on=day - timedelta(days=300) + timedelta(days=3 * 365),
    )


def file(round_: IntakeRound, unit: tuple[str, str], day: date, **basic) -> Application:
    """Self-filed and submitted on a day of the round."""
    application = begin(round_, unit, day, **basic)
    claim_certificate(application, day)
    filing.submit(
        application,
        consents=[item.key for item in consent.CONSENTS],
        clicked_at=moment(day, 11),
        by=None,
        grant=str(application.key),
        today=day,
    )
    application.refresh_from_db()
    return application


def endorse(round_: IntakeRound, unit: tuple[str, str], day: date, cast: Cast) -> Application:
    """Filed, recommended by its station a week later."""
    application = file(round_, unit, day)
    opinion = recommending.draft_opinion(
        application,
        opinion=Opinion.RECOMMENDED,
        statement="示例意见：知识产权基础较好，同意推荐。",
        by=cast.clerk,
    )
    later = day + timedelta(days=5)
    recommending.sign(opinion, by=cast.head, today=later, now=moment(later))
    application.refresh_from_db()
    return application


def propose(
    round_: IntakeRound, unit: tuple[str, str], day: date, cast: Cast, *, is_signed: bool = True
) -> Recommendation:
    """Recommended by the station, the unit is asked to confirm."""
    name, code = unit
    proposal = recommending.Proposal(
        basic={
            "unit_name": name,
            "credit_code": code,
            "unit_kind": UnitKind.ENTERPRISE,
            "registered_address": "天津市滨海新区示例路200号",
            "region": PLACE,
        },
        criteria=("1",),
        statement="示例意见：高新技术企业，保护需求明确。",
        contact_name="示例联系人",
        mobile=f"1370000{int(code[-6:-1]) % 10_000:04d}",
    )
    found = recommending.propose(
        proposal, round=round_, agency=cast.clerk.agency, by=cast.clerk, now=moment(day)
    )
    if is_signed:
        found = recommending.sign(found, by=cast.head, today=day, now=moment(day, 15))
    return found


def inspect(application: Application, day: date, cast: Cast, **values) -> Application:
    """Its proofs found to hold, passed by the bureau and looked at."""
    for each in application.claims.all():
        filing.check_claim(each, state=CheckState.ACCEPTED, by=cast.handler, today=day)
    filing.pass_review(application, by=cast.handler, today=day)
    application.refresh_from_db()
    finding = Finding(
        **{
            "mode": InspectionMode.DOCUMENTS,
            "done_on": day,
            "inspectors": (cast.handler, cast.second),
            "conclusion": Conclusion.FIT,
            "remarks": "示例：材料齐全，与申报内容一致。",
            **values,
        }
    )
    reviewing.record_inspection(
        application, finding=finding, by=cast.handler, today=day, goes_on=True
    )
    application.refresh_from_db()
    return application


def make_ready(
    round_: IntakeRound, units: Iterator[tuple[str, str]], count: int, day: date, cast: Cast
) -> list[Application]:
    found = []
    for _ in range(count):
        application = endorse(round_, next(units), day, cast)
        found.append(inspect(application, day + timedelta(days=12), cast))
        reviewing.record_credit(
            application,
            result=CreditResult.CLEAR,
            checked_on=day + timedelta(days=14),
            checker="示例信用科",
            by=cast.handler,
            today=day + timedelta(days=14),
        )
    return found


def draw_up(name: str, applications: list[Application], day: date, cast: Cast):
    batch = batches.compose(
        name=name, applications=applications, by=cast.handler, today=day, round=None
    )
    return batches.describe(
        batch,
        name=name,
        chain=[cast.second, cast.leader],
        opinions_waived="示例：本批单位少，已在会前口头征求意见。",
        credit_waived="",
        by=cast.handler,
        today=day,
    )
