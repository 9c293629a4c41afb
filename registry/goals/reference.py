"""Reference data of this part: the targets the plan names for its first year."""

import json
from pathlib import Path

from registry.criteria.models import SchemeVersion
from registry.goals.models import Target


def load(fixtures_dir: Path) -> int:
    """Add what is missing; never overwrite what an administrator edited.

    Args: fixtures_dir: folder with `targets.json`. Returns: number of targets added.
    """
    data = json.loads((fixtures_dir / "targets.json").read_text(encoding="utf-8"))
    scheme = SchemeVersion.objects.get(code=data["scheme"])
    added = 0
    for row in data["targets"]:
        _, created = Target.objects.get_or_create(
            scheme=scheme, year=data["year"], measure=row["measure"], defaults=row
        )
        added += created
    return added
