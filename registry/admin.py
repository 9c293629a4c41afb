"""Table of contents: every section of the register in the admin."""

from registry.applications import admin as applications
from registry.batches import admin as batches
from registry.changes import admin as changes
from registry.criteria import admin as criteria
from registry.goals import admin as goals
from registry.merges import admin as merges
from registry.notices import admin as notices
from registry.objections import admin as objections
from registry.recommendations import admin as recommendations
from registry.removals import admin as removals
from registry.reviews import admin as reviews
from registry.roster import admin as roster
from registry.rounds import admin as rounds
from registry.units import admin as units

__all__ = [
    "applications",
    "batches",
    "changes",
    "criteria",
    "goals",
    "merges",
    "notices",
    "objections",
    "recommendations",
    "removals",
    "reviews",
    "roster",
    "rounds",
    "units",
]
