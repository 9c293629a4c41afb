"""Table of contents: every section of the register in the admin."""

from registry.criteria import admin as criteria
from registry.roster import admin as roster
from registry.rounds import admin as rounds
from registry.units import admin as units

__all__ = ["criteria", "roster", "rounds", "units"]
