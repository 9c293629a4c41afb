"""Table of contents: the background jobs of the register."""

from registry.imports.tasks import preview_run, save_run

__all__ = ["preview_run", "save_run"]
