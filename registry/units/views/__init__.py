"""Pages of the staff register."""

from registry.units.views.handing import AssignAgency
from registry.units.views.record import (
    UnitAppoint,
    UnitEdit,
    UnitRecord,
    UnitRegister,
    UnitRename,
    UnitReveal,
)
from registry.units.views.register import DuplicatesPage, UnitExport, UnitList, UnitsAsText

__all__ = [
    "AssignAgency",
    "DuplicatesPage",
    "UnitAppoint",
    "UnitEdit",
    "UnitExport",
    "UnitList",
    "UnitRecord",
    "UnitRegister",
    "UnitRename",
    "UnitReveal",
    "UnitsAsText",
]
