"""The schedules that come with the product."""

import json
from pathlib import Path

from ipcontact.workdays.models import CalendarYear
from ipcontact.workdays.readers import read_year
from ipcontact.workdays.services import import_year


def load(fixtures_dir: Path) -> int:
    """Import `days/<year>.json` of every year that the table does not have yet.

    A year that is there is left alone: administrators may have corrected it.
    Returns: number of years imported.
    """
    known = set(CalendarYear.objects.values_list("year", flat=True))
    imported = 0
    for path in sorted(Path(fixtures_dir, "days").glob("*.json")):
        if int(path.stem) in known:
            continue
        content = path.read_bytes()
        plan = read_year(content, path.name, source=json.loads(content).get("source", ""))
        import_year(plan=plan, by=None, reason="随产品提供的放假安排")
        imported += 1
    return imported
