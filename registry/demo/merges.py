"""Two units registered twice in the demonstration: one pair merged, one waits for the second."""

from __future__ import annotations

from datetime import date

from ipcontact.accounts.models import User
from registry.demo.names import demo_code
from registry.merges import services
from registry.merges.preview import preview
from registry.units.choices import RegistrationState, UnitKind
from registry.units.models import Unit
from registry.units.services import NewUnit, create_units

FIRST_CODE = 8_000  # codes of duplicates stand apart from all others
REASON = "示例：登记机关的变更登记证明显示两个代码先后属于同一主体。"


def load(stdout, *, today: date) -> None:
    """Build two duplicates of listed units, relative to today."""
    people = {user.username: user for user in User.objects.select_related("agency")}
    if not people.keys() >= {"jingban1", "jingban2"}:
        return
    proposer, second = people["jingban1"], people["jingban2"]
    kept = list(Unit.objects.listed().filter(kind=UnitKind.ENTERPRISE).order_by("-pk")[:2])
    done, waiting = (
        services.propose(surviving=unit, merged=twin, reason=REASON, by=proposer, today=today)
        for unit, twin in zip(kept, _twins(kept, today), strict=True)
    )
    digest = preview(done.surviving, done.merged, day=today).digest
    services.confirm(merge=done, digest=digest, by=second, today=today)
    stdout.write(f"　合并重复单位 1 家，待确认 1 家（{waiting.merged.public_no}）")


def _twins(units: list[Unit], today: date) -> list[Unit]:
    new = [
        NewUnit(
            unit.name.replace("有限公司", "有限责任公司"),
            demo_code(FIRST_CODE + place, UnitKind.ENTERPRISE),
            {
                "kind": UnitKind.ENTERPRISE,
                "region": unit.region,
                "lead_agency": unit.lead_agency,
                "registration_state": RegistrationState.UNKNOWN,
            },
        )
        for place, unit in enumerate(units)
    ]
    return create_units(new, by=None, today=today)
