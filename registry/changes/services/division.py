"""The units that come out of a division: linked to the divided unit once the register has them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.changes.choices import ChangeKind, ChangeState
from registry.changes.models import UnitChange
from registry.changes.rules import Part, parts_of
from registry.units.models import Unit
from registry.units.services import update_unit


def link_parts(change: UnitChange, *, today: date) -> int:
    """Note in the file of every new unit that is registered by now from which it came.

    The change is locked by the caller. Returns: how many were linked. None becomes a member by it.
    """
    linked, values = 0, []
    for part in parts_of(change.values):
        unit = _registered(part)
        if unit is not None and unit.pk != change.unit_id:
            if unit.split_from_id != change.unit_id:
                update_unit(unit=unit, values={"split_from": change.unit}, by=None, today=today)
                linked += 1
            part = Part(part.name, part.credit_code, unit.public_no, part.asks)
        values.append(part.as_value())
    if values != change.values.get("parts", []):
        store(change, values={**change.values, "parts": values})
    return linked


def link_registered(*, today: date, by: None = None) -> int:
    """The same for units that were registered after the division took effect; the daily job."""
    effective = UnitChange.objects.filter(kind=ChangeKind.SPLIT, state=ChangeState.EFFECTIVE)
    waiting = effective.filter(values__parts__contains=[{"public_no": ""}])
    linked = 0
    for key in waiting.order_by("pk").values_list("pk", flat=True):
        with act("注明分立自何单位", by=by):
            change = UnitChange.objects.select_for_update(of=("self",)).get(pk=key)
            linked += link_parts(change, today=today)
    return linked


def without_application(change: UnitChange) -> list[Part]:
    """The units of a division that ask to succeed and have handed nothing in since."""
    asking = [part for part in parts_of(change.values) if part.asks]
    numbers = [part.public_no for part in asking if part.public_no]
    codes = [part.credit_code for part in asking if part.credit_code]
    since = Application.objects.filter(submitted_at__date__gte=change.effective_on)
    since = since.exclude(state=ApplicationState.DRAFT)
    since = since.filter(Q(unit__public_no__in=numbers) | Q(credit_code__in=codes))
    done = {each for pair in since.values_list("unit__public_no", "credit_code") for each in pair}
    return [part for part in asking if not ({part.public_no, part.credit_code} - {""}) & done]


def _registered(part: Part) -> Unit | None:
    """The unit as the register has it: by its number, its code, or while it has none by a name
    that one unit alone bears."""
    if part.public_no:
        return Unit.objects.filter(public_no=part.public_no).first()
    if part.credit_code:
        return Unit.objects.filter(credit_code=part.credit_code).first()
    named = list(Unit.objects.filter(name=part.name, duplicate_of=None)[:2])
    return named[0] if len(named) == 1 else None
