"""Everything that is done with rounds."""

from registry.rounds.services.backfilling import backfill
from registry.rounds.services.planning import edit, plan, publish, set_quotas, starting_values
from registry.rounds.services.running import close, conclude, extend, keep_time

__all__ = [
    "backfill",
    "close",
    "conclude",
    "edit",
    "extend",
    "keep_time",
    "plan",
    "publish",
    "set_quotas",
    "starting_values",
]
