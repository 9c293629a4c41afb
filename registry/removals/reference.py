"""Reference data of this part: the grounds of removal."""

import json
from pathlib import Path

from registry.removals.models import RemovalGround


def load(fixtures_dir: Path) -> int:
    """Add what is missing; never overwrite what an administrator edited.

    Args: fixtures_dir: folder with `removal_grounds.json`. Returns: number of grounds added.
    """
    rows = json.loads((fixtures_dir / "removal_grounds.json").read_text(encoding="utf-8"))
    added = 0
    for place, row in enumerate(rows, start=1):
        values = {**row, "order": place * 10}
        code = values.pop("code")
        _, created = RemovalGround.objects.get_or_create(code=code, defaults=values)
        added += created
    return added
