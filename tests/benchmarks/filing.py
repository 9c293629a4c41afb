"""Applications beside a register, written straight into the tables: what the services would store.

Each has come some way through the state table: acts and clocks of its steps, files, claims, what
was submitted, what was looked at. `IN_DECISION` of them lie before the leader in one batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import Model

from ipcontact.accounts.models import Agency, User
from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.clocks.choices import LimitUnit
from ipcontact.clocks.models import Clock
from ipcontact.files.models import StoredFile
from ipcontact.workdays.clock import SHANGHAI, today
from registry.applications.choices import ApplicationAction, ApplicationState, FilePurpose
from registry.applications.models import Application, Claim, CorrectionNotice, Submission
from registry.criteria.models import Criterion
from registry.criteria.services import scheme_on
from registry.recommendations.models import Recommendation
from registry.reviews.models import CreditCheck, Inspection
from registry.rounds.models import IntakeRound
from registry.units.models import Unit
from tests.benchmarks import deciding, register
from tests.benchmarks.names import SEED, Grammar, code_of

MOST = 10_000
IN_DECISION = 120
FIRST_NEW = 6_000_000  # numbers of units that are not on the roster
CHUNK = 2_000
S, A = ApplicationState, ApplicationAction
# How many of a hundred stand where, but for those in the batch, and by which steps they came.
_AGENCY = (A.SUBMIT, A.ENDORSE)
_BUREAU = (*_AGENCY, A.PASS, A.INSPECTED)
_DECIDED = (*_BUREAU, A.ADD_TO_BATCH)
WAYS = {
    S.LISTED: (34, (*_DECIDED, A.INCLUDE, A.PUT_ON_NOTICE, A.LIST)),
    S.NOT_SELECTED: (7, (*_DECIDED, A.EXCLUDE)),
    S.WITHDRAWN: (4, (A.SUBMIT, A.WITHDRAW)),
    S.DECLINED: (2, (A.RECOMMEND, A.DECLINE)),
    S.LAPSED: (2, (A.RECOMMEND, A.LAPSE)),
    S.DRAFT: (4, ()),
    S.AWAITING_UNIT: (4, (A.RECOMMEND,)),
    S.AGENCY_REVIEW: (13, (A.SUBMIT,)),
    S.RETURNED: (5, (*_AGENCY, A.RETURN)),
    S.BUREAU_REVIEW: (13, _AGENCY),
    S.INSPECTION: (6, (*_AGENCY, A.PASS)),
    S.READY: (4, _BUREAU),
    S.APPROVED: (2, (*_DECIDED, A.INCLUDE)),
    S.IN_BATCH: (0, _DECIDED),
}
SPREAD = [state for state, (share, _) in WAYS.items() for _ in range(share)]
# The limit that each of these steps starts; the next step ends it.
LIMITS = {
    A.SUBMIT: ("推荐单位初审", 5, LimitUnit.WORKING_DAY),
    A.ENDORSE: ("区局复核", 10, LimitUnit.WORKING_DAY),
    A.RETURN: ("单位补充材料", 5, LimitUnit.WORKING_DAY),
    A.RECOMMEND: ("单位确认推荐", 7, LimitUnit.CALENDAR_DAY),
}
ANSWERS = {
    "basic": {"industry": "科技推广和应用服务业", "main_products": "精密仪器的研发和制造。" * 8},
    "rights": {"patents_filed": 42, "patents_held": 31, "needs": "海外维权和专利导航。" * 10},
}
PERSONS = {
    "basic": {"legal_representative": "示例乙"},
    "contacts": {"primary_name": "示例甲", "primary_mobile": "13900000001"},
}
_TABLES = (
    Application,
    Claim,
    Submission,
    CorrectionNotice,
    Recommendation,
    Inspection,
    Inspection.inspectors.through,
    CreditCheck,
    Act,
    Clock,
    StoredFile,
)
TABLES = tuple(model._meta.db_table for model in _TABLES)


@dataclass
class Office:
    """Who handles the applications, and under which round they came."""

    handlers: list[User]
    round: IntakeRound
    criteria: list[Criterion]
    today: date

    def handler(self, number: int) -> User:
        return self.handlers[number % len(self.handlers)]


def build(count: int) -> None:
    """Write `count` applications beside the register Django is connected to; all or nothing."""
    office = _office()
    with transaction.atomic():
        with register.without_triggers_and_indexes((*register.TABLES, *TABLES)):
            rows = _applications(count, office)
            for model, found in _parts(rows, office).items():
                model.objects.bulk_create(found, batch_size=CHUNK)
        deciding.put_to_decision(
            [row for row in rows if row.state == S.IN_BATCH], office.handlers, office.today
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def is_built(count: int) -> bool:
    """Whether this database holds so many applications already."""
    return Application.objects.count() == count


def _office() -> Office:
    on, bureau = today(), register.staff().agency
    people = [register.person(f"bench-handler-{n}", bureau, Role.HANDLER) for n in range(5)]
    now = _at(on)
    round_ = IntakeRound.objects.create(
        number="2000-01",
        name="测量用申报批次",
        scheme=scheme_on(on),
        state="open",
        is_standing=True,
        opens_at=now - timedelta(days=400),
        contact_agency=bureau,
        contact_phone="022-00000000",
        published_on=on - timedelta(days=400),
    )
    criteria = list(Criterion.objects.filter(scheme=round_.scheme).order_by("code"))
    return Office([register.staff(), *people], round_, criteria, on)


def _applications(count: int, office: Office) -> list[Application]:
    """The rows themselves: listed ones of members, the others of units that are new."""
    members = Unit.objects.in_bulk(range(1, count + 1))
    names = Grammar(seed=SEED + 1).names(count)
    agencies = list(Agency.objects.exclude(regions=None).distinct().order_by("code"))
    units, rows = [], []
    for number, name in enumerate(names, 1):
        state = S.IN_BATCH if number <= IN_DECISION else SPREAD[number * 37 % len(SPREAD)]
        unit = members[number]
        if state != S.LISTED:
            unit = Unit(
                public_no=f"LX{900_000 + number}",
                name=name.text,
                credit_code=code_of(FIRST_NEW + number),
                region_id=unit.region_id,
                lead_agency_id=unit.lead_agency_id,
                registered_address=unit.registered_address,
                search_text=name.search_text,
                pinyin=name.initials,
                name_core=name.core,
            )
            units.append(unit)
        rows.append(_application(number, state, unit, agencies, office))
    Unit.objects.bulk_create(units, batch_size=CHUNK)
    for row in rows:
        row.unit = row.unit  # takes the key that the unit has now
    return Application.objects.bulk_create(rows, batch_size=CHUNK)


def _application(
    number: int, state: str, unit: Unit, agencies: list[Agency], office: Office
) -> Application:
    is_new = state in (S.DRAFT, S.AWAITING_UNIT, S.AGENCY_REVIEW)
    is_held = state in (S.BUREAU_REVIEW, S.INSPECTION, S.READY) and number % 2 == 0
    since = _at(office.today - timedelta(days=number % 12))
    began = _at(_days(number, WAYS[state][1], office.today)[0])
    is_recommended = A.RECOMMEND in WAYS[state][1] or number % 5 == 0
    return Application(
        application_no=f"SB2000{number:05d}",
        lookup_nonce=f"{number:032x}",
        round=office.round,
        state=state,
        state_since=since,
        returned_from=S.BUREAU_REVIEW if state == S.RETURNED else "",
        is_self_filed=A.RECOMMEND not in WAYS[state][1],
        is_recommended=is_recommended,
        unit=unit,
        unit_name=unit.name,
        credit_code=unit.credit_code,
        agency_id=unit.lead_agency_id,
        co_agency=agencies[number % len(agencies)] if number % 20 == 0 else None,
        drafted_by_agency_id=unit.lead_agency_id if A.RECOMMEND in WAYS[state][1] else None,
        holder=office.handler(number) if is_held else None,
        held_since=since if is_held else None,
        answers=ANSWERS,
        persons=PERSONS,
        submitted_at=None if is_new and state != S.AGENCY_REVIEW else began,
        is_in_grace=number % 60 == 0,
    )


def _parts(rows: list[Application], office: Office) -> dict[type[Model], list[Model]]:
    """What lies with the applications, by table, in an order in which it may be written."""
    found: dict[type[Model], list[Model]] = {model: [] for model in _TABLES[1:]}
    for row in rows:
        number = int(row.application_no[-5:])
        for part in _parts_of(row, number, office):
            found[type(part)].append(part)
    return found


def _parts_of(row: Application, number: int, office: Office) -> Iterator[Model]:
    way = WAYS[S(row.state)][1]
    yield from _steps(row, number, office)
    yield from _claims(row, number, office)
    for purpose in (FilePurpose.LICENCE, FilePurpose.POLICY):
        yield _file(row, purpose, f"{row.pk}-{purpose.name}")
    if row.submitted_at:
        yield Submission(
            application=row,
            number=1,
            answers=ANSWERS,
            persons=PERSONS,
            claims=[],
            files=[],
            digest=f"{number:064x}",
            consent_version="2026-1",
            clicked_at=row.submitted_at,
        )
    if A.RETURN in way:
        yield CorrectionNotice(
            application=row,
            number=1,
            state="sent",
            drafted_by=office.handler(number),
            sent_on=row.state_since.date(),
            due_on=row.state_since.date() + timedelta(days=7),
        )
    if A.ENDORSE in way and row.agency_id:
        yield Recommendation(
            application=row,
            agency_id=row.agency_id,
            state="signed",
            opinion="not_recommended" if number % 45 == 0 else "recommended",
            statement="该单位知识产权管理规范，同意推荐。",
            signed_on=row.submitted_at.date(),
        )
    if A.INSPECTED in way:
        clear = number % 30 != 0
        yield CreditCheck(
            application=row,
            result="clear" if clear else "recorded",
            detail="" if clear else "有一条行政处罚记录，已履行完毕",
            checked_on=office.today - timedelta(days=9),
            checker="示例丙",
        )
        done = Inspection(
            application=row,
            mode="on_site",
            done_on=office.today - timedelta(days=10 + number % 20),
            conclusion="doubtful" if number % 50 == 0 else "fit",
            remarks="查看了研发场地和知识产权台账。",
            pk=number,
        )
        yield done
        for place in (0, 1):
            person = office.handlers[1 + (number + place) % 5]
            yield Inspection.inspectors.through(inspection=done, user=person)


def _steps(row: Application, number: int, office: Office) -> Iterator[Model]:
    """The acts of the way, and the clocks that ran between them; the last one may still run."""
    way = WAYS[S(row.state)][1]
    days = _days(number, way, office.today)
    subject = {"subject_table": Application._meta.db_table, "subject_key": str(row.pk)}
    for place, (action, day) in enumerate(zip(way, days, strict=False)):
        yield Act(
            **subject,
            code=f"application.{action}",
            action=action.label,
            acted_by=office.handler(number),
            entered_by=office.handler(number),
            actor_name="测量人员",
            event_on=day,
            is_backfill=number % 90 == 0 and place == 0,
        )
        if action in LIMITS:
            name, n, unit = LIMITS[action]
            is_last = place == len(way) - 1
            yield Clock(
                **subject,
                name=name,
                start_on=day,
                n=n,
                unit=unit,
                basis="本系统的服务承诺",
                due_on=day + timedelta(days=n * 7 // 5),
                ended_on=None if is_last else days[place + 1],
            )


def _claims(row: Application, number: int, office: Office) -> Iterator[Model]:
    """One condition or two, checked once the file has passed the agency."""
    is_checked = A.ENDORSE in WAYS[S(row.state)][1] and number % 8 != 0
    for place in range(1 + number % 2):
        claim = Claim(
            pk=2 * number + place,
            application=row,
            criterion=office.criteria[(number + 3 * place) % len(office.criteria)],
            issuer="天津市科学技术局",
            document_no=f"GR2024{number:06d}",
            issued_on=office.today - timedelta(days=300),
            expires_on=office.today + timedelta(days=30 if number % 40 == 0 else 700),
            statement="有较高的知识产权需求。",
            state="accepted" if is_checked else "unchecked",
            checked_by=office.handler(number) if is_checked else None,
            checked_on=office.today - timedelta(days=5) if is_checked else None,
        )
        yield claim
        yield _file(claim, "criteria.proof", f"claim-{claim.pk}")


def _file(owner: Model, purpose: str, name: str) -> StoredFile:
    return StoredFile(
        purpose=purpose,
        owner_table=owner._meta.db_table,
        owner_key=str(owner.pk),
        original_name="证明.pdf",
        content_type="application/pdf",
        size=180_000,
        sha256="0" * 64,
        storage_name=name,
    )


def _days(number: int, way: tuple, on: date) -> list[date]:
    """The days of the steps: a week apart, the last one in the last two weeks."""
    last = on - timedelta(days=number % 14)
    return [last - timedelta(weeks=len(way) - 1 - place) for place in range(max(len(way), 1))]


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9), SHANGHAI)
