"""Reference data of this room: the regions of the district and its standing agencies."""

import json
from pathlib import Path

from ipcontact.accounts.models import Agency, Region
from ipcontact.audit.services import act


def load(fixtures_dir: Path) -> dict[str, int]:
    """Put missing regions and agencies in; what is there already is left as it was edited.

    Args:
        fixtures_dir: folder with `regions.json` and `agencies.json` (parents before children).
    Returns:
        how many rows were added: {"regions": n, "agencies": n}.
    Source: statistical division codes of 120116 (21 街镇, 5 功能区); agency kinds of the plan.
    """
    with act("载入基础数据", by=None):
        return {
            "regions": _load_regions(_rows(Path(fixtures_dir) / "regions.json")),
            "agencies": _load_agencies(_rows(Path(fixtures_dir) / "agencies.json")),
        }


def _rows(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))


def _load_regions(rows: list[dict]) -> int:
    known = set(Region.objects.values_list("code", flat=True))
    missing = [Region(**row) for row in rows if row["code"] not in known]
    return len(Region.objects.bulk_create(missing))


def _load_agencies(rows: list[dict]) -> int:
    regions = Region.objects.in_bulk(field_name="code")
    known = Agency.objects.in_bulk(field_name="code")
    added = 0
    for row in rows:
        if row["code"] in known:
            continue
        values = {key: value for key, value in row.items() if key not in {"parent", "regions"}}
        parent = known[row["parent"]] if row["parent"] else None
        agency = known[row["code"]] = Agency.objects.create(parent=parent, **values)
        agency.regions.set([regions[code] for code in row["regions"]])
        added += 1
    return added
