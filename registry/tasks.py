"""Table of contents: the background jobs of the register."""

from registry.changes.tasks import take_effect
from registry.imports.tasks import preview_run, save_run
from registry.notices.tasks import end_windows
from registry.recommendations.tasks import forget_contacts, lapse
from registry.rounds.tasks import keep_time

__all__ = [
    "end_windows",
    "forget_contacts",
    "keep_time",
    "lapse",
    "preview_run",
    "save_run",
    "take_effect",
]
