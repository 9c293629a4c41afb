"""Where units stand before they are recommended: on the roster, recommended already, in hand.

A clerk may type any code. What comes back is what the public roster tells everybody, and what the
agency itself has in hand: neither another office's file nor a unit that is only a candidate there.
The two routes meet when the head signs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from ipcontact.accounts.models import Agency
from registry.applications.models import Application
from registry.imports.register import known_codes
from registry.recommendations.choices import RecommendationState
from registry.recommendations.models import WITHOUT_RESULT, Recommendation
from registry.recommendations.rules import Fate, fate_of
from registry.roster.models import Listing
from registry.rounds.models import IntakeRound
from registry.units.choices import UnitKind
from registry.units.models import Unit


@dataclass(frozen=True)
class Standing:
    """What the agency may know of one unit, and what follows for a recommendation of it.

    Attributes:
        code: as given; is_former: the unit has another code by now.
        unit: when the agency may hear of it, see `told_to`.
        own: the agency's recommendation in this round.
        open_file: the file that speaks for the unit, when the agency sees it.
    """

    fate: Fate
    code: str = ""
    is_former: bool = False
    unit: Unit | None = None
    own: Recommendation | None = None
    open_file: Application | None = None

    @property
    def refusal(self) -> str:
        """Why it cannot be recommended now, and what to do; empty when it can."""
        if self.is_former:
            if self.unit is None:
                return "这个代码已停用，请核对营业执照上的现用代码后改填"
            now = self.unit.credit_code
            return f"这是“{self.unit.name}”已停用的代码，现用代码是 {now}，请核对后改填"
        if self.fate is Fate.LISTED:
            return "已在现行名录中，不必再推荐；名称、地址或联络员有变化的，请更新单位档案"
        if self.fate is Fate.ALREADY:
            number = self.own.application.application_no
            return f"本机构在这个批次已推荐该单位（{number}），请打开原推荐办理"
        if self.fate is Fate.TOO_LATE:
            state = self.open_file.get_state_display()
            return (
                f"该单位已有在办申报（{self.open_file.application_no}，{state}），"
                "区局已在办理，不必再推荐；有意见请告知区局经办"
            )
        return ""


def identity(basic: Mapping[str, Any]) -> str:
    """What a unit is told apart by: its code; of an alliance without one, name and lead unit."""
    return basic.get("credit_code") or (
        f"{basic.get('unit_name', '')}|{basic.get('lead_unit_code', '')}"
    )


def told_to(agency: Agency) -> QuerySet:
    """Units an agency may hear of: in its care, or on the public roster now or at some time."""
    published = Exists(Listing.objects.filter(unit=OuterRef("pk")))
    return Unit.objects.filter(Q(lead_agency=agency) | Q(co_agency=agency) | Q(published))


def standings(
    units: Iterable[Mapping[str, Any]], *, agency: Agency, round: IntakeRound
) -> dict[str, Standing]:
    """Where each of these units stands, by `identity`; six queries however many they are.

    Args:
        units: answers of the section ``basic``.
        agency, round: who recommends, and where.
    """
    wanted = {identity(basic): basic for basic in units}
    codes = [basic["credit_code"] for basic in wanted.values() if basic.get("credit_code")]
    names = [basic["unit_name"] for basic in wanted.values() if not basic.get("credit_code")]
    known = _units(codes, names)
    mine = told_to(agency).filter(pk__in=[unit.pk for unit in known.values()])
    told = set(mine.values_list("pk", flat=True))
    own = _own(wanted, agency, round)
    files = _open_files(codes, names, agency)
    found = {}
    for key in wanted:
        unit, file = known.get(key), files.get(key)
        fate = fate_of(
            is_listed=unit is not None and unit.is_on_roster,
            is_own=key in own,
            open_state=file.state if file else None,
        )
        code = wanted[key].get("credit_code", "")
        found[key] = Standing(
            fate,
            code,
            is_former=bool(unit and code and unit.credit_code != code),
            unit=unit if unit and unit.pk in told else None,
            own=own.get(key),
            open_file=file,
        )
    return found


def _units(codes: list[str], names: list[str]) -> dict[str, Unit]:
    by_code = known_codes(codes)
    alliance = Q(kind=UnitKind.ALLIANCE, credit_code=None, name__in=names)
    known = Unit.objects.standing().filter(Q(pk__in=by_code.values()) | alliance)
    rows = known.select_related("lead_unit")
    listed = set(rows.listed().values_list("pk", flat=True))
    units = {}
    for unit in rows:
        unit.is_on_roster = unit.pk in listed
        units[unit.pk] = unit
    found = {code: units[key] for code, key in by_code.items()}
    for unit in units.values():
        if unit.credit_code is None:
            lead = unit.lead_unit.credit_code if unit.lead_unit else ""
            found[f"{unit.name}|{lead}"] = unit
    return found


def _own(
    wanted: Mapping[str, Any], agency: Agency, round: IntakeRound
) -> dict[str, Recommendation]:
    rows = (
        Recommendation.objects.filter(agency=agency, application__round=round)
        .exclude(state=RecommendationState.REVOKED)
        .exclude(application__state__in=WITHOUT_RESULT)
        .select_related("application")
        .order_by("pk")
    )
    keyed = ((identity(row.application.answers.get("basic", {})), row) for row in rows)
    return {key: row for key, row in keyed if key in wanted}


def _open_files(codes: list[str], names: list[str], agency: Agency) -> dict[str, Application]:
    """Those the agency answers for, recommends or began."""
    alike = Q(credit_code__in=codes) | Q(credit_code="", unit_name__in=names)
    seen = Q(agency=agency) | Q(co_agency=agency) | Q(drafted_by_agency=agency)
    rows = Application.objects.open().filter(alike, seen, is_rival=False).order_by("pk")
    return {identity(row.answers.get("basic", {})): row for row in rows}
