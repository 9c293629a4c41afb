"""Six years of the register: who joined, was renamed, left and came back."""

from __future__ import annotations

import itertools
import random
from datetime import date, timedelta

from ipcontact.accounts.models import Agency, Region, User
from ipcontact.accounts.roles import Role
from ipcontact.audit.services import act
from ipcontact.workdays.clock import today as clock_today
from registry.demo import (
    backfills,
    changes,
    detours,
    goals,
    intake,
    merges,
    notices,
    objections,
    removals,
)
from registry.demo.deeds import Cast
from registry.demo.names import SPECIAL, demo_code, enterprise_names
from registry.roster.choices import EditionKind, ExitGround
from registry.roster.services import EditionFacts, RosterLine, depart, publish_edition
from registry.units.bulk import add_people, open_account, record_figures
from registry.units.choices import PersonRole, RegistrationState, UnitKind
from registry.units.models import Unit
from registry.units.people import UnitPerson, YearlyFigures
from registry.units.services import NewUnit, create_units, rename, update_unit

ENTERPRISES = 150
UNITS_OF_ONE = 2  # a person of a unit looks after a sister company too
SEED = 20210701


def load(stdout) -> None:
    """Build the demonstration register, relative to today; does nothing when units exist.

    Args: stdout: where progress is written.
    """
    if Unit.objects.exists():
        stdout.write("名录中已有单位，不再生成演示数据。")
        return
    today = clock_today()
    chance = random.Random(SEED)  # noqa: S311 - same demonstration data everywhere
    with act("生成演示数据", by=None):
        units = _units(chance, today)
        stdout.write(f"　已登记单位 {len(units)} 家")
        _editions(units, chance, today)
        stdout.write("　已公布六个版次")
        _aftermath(units, today)
        _people(units, chance, today)
        _figures(units, chance, today)
        _accounts(units, today)
        intake.load(stdout, today=today)
        objections.load(stdout, today=today)
        notices.load(stdout, today=today)
        detours.load(stdout, today=today)
        merges.load(stdout, today=today)
        goals.load(stdout, today=today)
        _years(stdout, today)
    stdout.write(f"　在库单位 {Unit.objects.listed().count()} 家")


def _years(stdout, today: date) -> None:
    """What happens to members afterwards, when the people of the demonstration are there."""
    people = {user.username: user for user in User.objects.select_related("agency")}
    wanted = ("jingban1", "jingban2", "neiqin1", "suozhang", "lingdao")
    if people.keys() >= set(wanted):
        cast = Cast(*(people[name] for name in wanted))
        changes.load(stdout, today=today, cast=cast)
        removals.load(stdout, today=today, cast=cast)
        backfills.load(stdout, today=today, cast=cast)


def _units(chance: random.Random, today: date) -> list[Unit]:
    regions = list(Region.objects.order_by("code"))
    zones = [region for region in regions if region.kind == Region.Kind.ZONE]
    agencies = _agency_by_region()
    rows = [(UnitKind.ENTERPRISE, name, _claims(chance)) for name in enterprise_names(ENTERPRISES)]
    new, criteria = [], []
    for number, (kind, name, codes) in enumerate([*SPECIAL, *rows], start=1):
        region = chance.choice(zones if chance.random() < 0.7 else regions)
        values = {
            "kind": kind,
            "region": region,
            "lead_agency": agencies.get(region.pk),
            "registration_state": RegistrationState.ACTIVE,
            "registered_on": date(2000 + chance.randrange(19), 1 + number % 12, 1 + number % 28),
            "registered_address": f"天津市滨海新区{region.name}示例路{number}号",
            "registration_authority": "示例登记机关",
        }
        code = None if kind in (UnitKind.ALLIANCE, UnitKind.OTHER) else demo_code(number, kind)
        new.append(NewUnit(name, code, values))
        criteria.append(codes)
    units = create_units(new, by=None, today=today)
    for unit, codes in zip(units, criteria, strict=True):
        unit.demo_criteria = codes
    alliances = [unit for unit in units if unit.kind == UnitKind.ALLIANCE]
    leads = [unit for unit in units if unit.kind == UnitKind.ENTERPRISE]
    for alliance, lead in zip(alliances, leads, strict=False):
        update_unit(unit=alliance, values={"lead_unit": lead}, by=None, today=today)
    return units


def _agency_by_region() -> dict[int, Agency]:
    kinds = (Agency.Kind.STATION, Agency.Kind.ZONE_BUREAU)
    found: dict[int, Agency] = {}
    for agency in Agency.objects.filter(kind__in=kinds).prefetch_related("regions"):
        for region in agency.regions.all():
            found.setdefault(region.pk, agency)
    return found


def _claims(chance: random.Random) -> tuple[str, ...]:
    pool = ("1", "1", "1", "3", "3", "2", "8", "5", "9", "4")
    return tuple(sorted({chance.choice(pool) for _ in range(chance.choice((1, 1, 2)))}))


def _editions(units: list[Unit], chance: random.Random, today: date) -> None:
    """Six papers: the first list, additions, and two adjustments that leave units out."""
    special, plain = units[: len(SPECIAL)], units[len(SPECIAL) :]
    year = today.year
    latest = min(date(year, 6, 30), today - timedelta(days=21))
    first = [*special[:10], *plain[:94]]
    second = [*special[10:14], *plain[94:110]]
    dropped = plain[10:24]
    third = [unit for unit in [*first, *second] if unit not in dropped]
    fourth = [*special[14:], *plain[110:122]]
    returned = dropped[:5]
    fifth = [unit for unit in [*third, *fourth] if unit not in plain[30:36]] + returned
    sixth = plain[122:134]
    papers = (
        (date(year - 5, 12, 20), first, EditionKind.FULL, "第一批"),
        (date(year - 4, 12, 15), second, EditionKind.ADDITION, "第二批"),
        (date(year - 3, 6, 30), third, EditionKind.FULL, "调整后"),
        (date(year - 2, 12, 20), fourth, EditionKind.ADDITION, "第三批"),
        (date(year - 1, 6, 30), fifth, EditionKind.FULL, "调整后"),
        (latest, sixth, EditionKind.ADDITION, "第四批"),
    )
    for index, (day, members, kind, label) in enumerate(papers):
        if index == 2:
            _rename(plain[:4], day - timedelta(days=90))
        if index == 4:
            _rename(plain[4:6], day - timedelta(days=60))
        names = dict(Unit.objects.values_list("pk", "name"))
        publish_edition(
            EditionFacts(
                f"{day.year}年{label}重点联系单位名录",
                day,
                kind,
                document_no=f"示例市监知〔{day.year}〕{index + 3}号" if index != 5 else "",
                organ_name="滨海示例区市场监督管理局",
                is_backfill=index < 4,
            ),
            [
                RosterLine(
                    unit,
                    order,
                    names[unit.pk],
                    unit.credit_code or "",
                    unit.demo_criteria,
                    unit.lead_agency.name if unit.lead_agency and chance.random() < 0.6 else "",
                )
                for order, unit in enumerate(members, start=1)
            ],
            by=None,
            today=today,
        )


def _rename(units: list[Unit], on: date) -> None:
    for unit in units:
        name = unit.name.replace("示例", "示例新", 1)
        rename(unit=unit, name=name, on=on, by=None, evidence="登记通知书（示例）")


def _aftermath(units: list[Unit], today: date) -> None:
    """What happened since the last paper: one left by decision, a few changed in law."""
    plain = units[len(SPECIAL) :]
    depart(
        unit=plain[50],
        on=today - timedelta(days=40),
        ground=ExitGround.DISSOLVED,
        by=None,
        today=today,
        reason="单位注销登记",
    )
    changed = (
        (plain[50], RegistrationState.CANCELLED),
        (plain[51], RegistrationState.REVOKED),
        (plain[52], RegistrationState.MOVED_OUT),
    )
    for unit, state in changed:
        update_unit(unit=unit, values={"registration_state": state}, by=None, today=today)


def _people(units: list[Unit], chance: random.Random, today: date) -> None:
    since = (today - timedelta(days=900), None)
    people = []
    for number, unit in enumerate(units, start=1):
        if number % 11 == 0:
            continue
        roles = [PersonRole.PRIMARY_CONTACT, PersonRole.LEGAL_REPRESENTATIVE]
        if chance.random() < 0.5:
            roles.append(PersonRole.DEPUTY_CONTACT)
        for role in roles:
            is_contact = role != PersonRole.LEGAL_REPRESENTATIVE
            people.append(
                UnitPerson(
                    unit=unit,
                    role=role,
                    name=f"示例{'甲乙丙丁戊己庚辛'[number % 8]}",
                    department="法务部" if is_contact else "",
                    title="知识产权主管" if is_contact else "",
                    mobile=f"1390000{number:04d}" if is_contact else "",
                    email=f"contact{number}@example.com" if is_contact else "",
                    period=since,
                )
            )
    add_people(people)


def _figures(units: list[Unit], chance: random.Random, today: date) -> None:
    rows = []
    for unit in units:
        held = chance.randrange(2, 60)
        for year in range(today.year - 3, today.year):
            held += chance.randrange(0, 9)
            rows.append(
                YearlyFigures(
                    unit=unit,
                    year=year,
                    inventions_filed=held // 4 + chance.randrange(0, 5),
                    inventions_held=held // 3,
                    utility_models_held=held - held // 3,
                    designs_held=chance.randrange(0, 12),
                    trademarks_held=chance.randrange(1, 30),
                    pct_filed=chance.randrange(0, 3),
                    as_of=date(year, 12, 31),
                )
            )
    record_figures(rows)


def _accounts(units: list[Unit], today: date) -> None:
    verifier = User.objects.filter(roles__contains=[Role.HANDLER]).first()
    holders = User.objects.filter(roles__contains=[Role.UNIT_USER])
    if verifier is None:
        return
    looked_after = iter(units[len(SPECIAL) :])
    for user in holders:
        for unit in itertools.islice(looked_after, UNITS_OF_ONE):
            open_account(unit=unit, user=user, by=verifier, today=today)
