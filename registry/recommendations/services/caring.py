"""Who answers for a candidate: the station whose head signs, as long as the signature stands."""

from __future__ import annotations

from datetime import date

from ipcontact.accounts.kinds import AgencyKind
from ipcontact.accounts.models import Agency
from ipcontact.audit.history import last_change_of
from registry.applications.models import Application
from registry.units.models import Unit
from registry.units.services import update_unit


def care_for(unit: Unit, application: Application, *, agency: Agency, today: date) -> None:
    """A candidate nobody answers for yet is in the care of the station that proposes it."""
    if unit.lead_agency_id is None and agency.kind != AgencyKind.IP_PROTECTION_CENTER:
        update_unit(
            unit=unit,
            values={"lead_agency": agency},
            by=None,
            today=today,
            reason=_words(application),
        )


def care_no_more(
    unit: Unit | None, application: Application, *, today: date, agency: Agency | None = None
) -> bool:
    """The signature of a file is taken back, or falls: nobody answers for its unit, as before.
    Whatever somebody has decided of it since, or had before, stays.

    Args: agency: only when it is this one that answers; None: whichever it is.
    Returns: whether the signature had brought the unit into somebody's care.
    """
    if unit is None:
        return False
    current = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    change = last_change_of(current, "lead_agency_id")
    is_by_it = change is not None and change.reason == _words(application)
    if not is_by_it or (agency is not None and agency.pk != current.lead_agency_id):
        return False
    update_unit(unit=current, values={"lead_agency": None}, by=None, today=today)
    unit.lead_agency = None
    return True


def _words(application: Application) -> str:
    """Why the unit has its 主责; by these words the change is known again."""
    return f"签发推荐，申报编号 {application.application_no}"
