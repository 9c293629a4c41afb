"""Table of contents: every section of the register in the admin."""

from registry.applications import admin as applications
from registry.batches import admin as batches
from registry.criteria import admin as criteria
from registry.goals import admin as goals
from registry.notices import admin as notices
from registry.objections import admin as objections
from registry.recommendations import admin as recommendations
from registry.reviews import admin as reviews
from registry.roster import admin as roster
from registry.rounds import admin as rounds
from registry.units import admin as units

__all__ = [
    "applications",
    "batches",
    "criteria",
    "goals",
    "notices",
    "objections",
    "recommendations",
    "reviews",
    "roster",
    "rounds",
    "units",
]
