"""Table of contents: the background jobs of the register."""

from registry.imports.tasks import preview_run, save_run
from registry.rounds.tasks import keep_time

__all__ = ["keep_time", "preview_run", "save_run"]
from registry.recommendations.tasks import lapse

__all__ = ["lapse", "preview_run", "save_run"]
from registry.changes.tasks import take_effect

__all__ = ["keep_time", "lapse", "preview_run", "save_run", "take_effect"]
