"""Reference data of this part: the plan of 2021 and its nine conditions."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from registry.criteria.models import Criterion, SchemeVersion


def load(fixtures_dir: Path) -> int:
    """Add what is missing; never overwrite what an administrator edited.

    Args: fixtures_dir: folder with `criteria.json`. Returns: number of conditions added.
    """
    data = json.loads((fixtures_dir / "criteria.json").read_text(encoding="utf-8"))
    facts = data["scheme"]
    scheme, _ = SchemeVersion.objects.get_or_create(
        code=facts["code"],
        defaults={**facts, "effective_from": date.fromisoformat(facts["effective_from"])},
    )
    added = 0
    for row in data["criteria"]:
        values = {**row, "threshold": Decimal(row["threshold"]) if "threshold" in row else None}
        _, created = Criterion.objects.get_or_create(
            scheme=scheme, code=row["code"], defaults=values
        )
        added += created
    return added
