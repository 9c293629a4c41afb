"""Settings of the benchmarks: those of the tests, and pages that exist only to be compared."""

from pathlib import Path

from tests.settings import *  # noqa: F403 - everything, then the differences
from tests.settings import TEMPLATES

ROOT_URLCONF = "tests.benchmarks.urls"
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
