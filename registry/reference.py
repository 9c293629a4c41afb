"""Reference data of the register, in the order of its parts."""

from pathlib import Path

from registry.criteria import reference as criteria
from registry.goals import reference as goals
from registry.removals import reference as removals


def load(fixtures_dir: Path) -> None:
    """Load the reference data of every part; safe to run again."""
    criteria.load(fixtures_dir)
    removals.load(fixtures_dir)
    goals.load(fixtures_dir)
