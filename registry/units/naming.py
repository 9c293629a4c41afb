"""What a unit is called by now, where an earlier record has its name or code of that day.

What an applicant wrote is kept when the register never knew it: only a former name or code, one
that ended by a change, gives way to the present one.
"""

from __future__ import annotations

from registry.units.models import Unit


def present_name(unit: Unit, written: str) -> str:
    """The present name instead of a former one; reads `names`, which lists prefetch."""
    former = {row.name for row in unit.names.all() if row.until_on is not None}
    return unit.name if written in former else written


def present_code(unit: Unit, written: str) -> str:
    """The present code instead of a former one; reads `codes`, which lists prefetch."""
    former = {row.credit_code for row in unit.codes.all() if row.until_on is not None}
    return (unit.credit_code or "") if written in former else written
