"""Table of contents: every table of the register."""

from registry.criteria.models import Criterion, SchemeVersion
from registry.imports.models import ImportLine, ImportRun
from registry.roster.models import Departure, Listing, RosterEdition, RosterEntry
from registry.units.models import Unit, UnitAccount, UnitAddress, UnitCode, UnitName
from registry.units.people import UnitPerson, YearlyFigures

__all__ = [
    "Criterion",
    "Departure",
    "ImportLine",
    "ImportRun",
    "Listing",
    "RosterEdition",
    "RosterEntry",
    "SchemeVersion",
    "Unit",
    "UnitAccount",
    "UnitAddress",
    "UnitCode",
    "UnitName",
    "UnitPerson",
    "YearlyFigures",
]
