"""A roster with a history: two full lists, a batch, a rename, one that left."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from ipcontact.accounts.models import Region
from registry.roster.models import RosterEdition
from registry.roster.services import EditionFacts, RosterLine, publish_edition
from registry.units.models import Unit
from registry.units.services import rename
from tests.factories import TODAY, make_unit

FIRST, SECOND, THIRD = date(2021, 12, 20), date(2023, 12, 15), date(2026, 6, 30)


@dataclass(frozen=True)
class History:
    """Units by their place in the story, and the three editions."""

    stayed: Unit
    renamed: Unit
    left: Unit
    alliance: Unit
    joined: Unit
    outsider: Unit
    editions: tuple[RosterEdition, RosterEdition, RosterEdition]


@pytest.fixture(autouse=True)
def _today(fixed_today: Callable) -> None:
    fixed_today(TODAY.isoformat())


@pytest.fixture
def history(db) -> History:
    """2021: 渤海, 海河, 津沽. 2023: 海河 (renamed), 渤海, an alliance. 2026: 云图 joins."""
    zone = Region.objects.get(code="120116402")
    town = Region.objects.get(code="120116156")
    stayed = make_unit("渤海示例精密制造有限公司", region=zone)
    renamed = make_unit("海河示例生物医药有限公司", region=town)
    left = make_unit("津沽示例贸易有限公司", region=town)
    first = _publish("示例名录2021年版", FIRST, "full", [stayed, renamed, left], "示〔2021〕12号")
    rename(unit=renamed, name="海河新程生物医药有限公司", on=date(2023, 3, 1), by=None)
    renamed.refresh_from_db()
    alliance = make_unit("示例海工装备产业知识产权联盟", None, kind="alliance", region=zone)
    second = _publish("示例名录2023年版", SECOND, "full", [renamed, stayed, alliance])
    joined = make_unit("云图示例电子商务有限公司", kind="platform", region=zone)
    third = _publish("示例名录2026年第一批", THIRD, "addition", [joined])
    outsider = make_unit("从未入库示例有限公司")
    units = (stayed, renamed, left, alliance, joined, outsider)
    for unit in units:
        unit.refresh_from_db()
    return History(*units, editions=(first, second, third))


def _publish(
    name: str, on: date, kind: str, units: list[Unit], document_no: str = ""
) -> RosterEdition:
    lines = [
        RosterLine(
            unit,
            order,
            unit.name,
            unit.credit_code or "",
            criteria=("7",) if unit.kind == "alliance" else ("1", "4") if order == 1 else ("3",),
            recommended_by="示例保护中心" if order == 1 else "",
        )
        for order, unit in enumerate(units, start=1)
    ]
    facts = EditionFacts(name, on, kind, document_no=document_no, is_backfill=on == FIRST)
    return publish_edition(facts, lines, by=None, today=TODAY)
