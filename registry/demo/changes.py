"""Changes of units in the demonstration: waiting, in effect, of a later day, refused, compared,
and a unit that was divided."""

from __future__ import annotations

from datetime import date, timedelta

from ipcontact.acts.choices import Channel
from ipcontact.sheets.writer import ExportColumn, Official, stream_xlsx
from registry.changes import services
from registry.changes.choices import ChangeKind
from registry.changes.rules import Part
from registry.changes.services import Proposal
from registry.demo.deeds import Cast, paper
from registry.demo.names import demo_code
from registry.units.choices import MembershipState, UnitKind
from registry.units.models import Unit

DIVIDED_CODE = 7_300
COLUMNS = (
    ExportColumn("name", "企业名称", width=40),
    ExportColumn("code", "统一社会信用代码", width=22),
    ExportColumn("address", "住所", width=40),
    ExportColumn("state", "经营状态", width=12),
)


def load(stdout, *, today: date, cast: Cast) -> None:
    """Tell changes of listed enterprises that play no other part in the demonstration."""
    units = iter(members(cast)[:12])
    _renamed(next(units), today, cast)
    _waiting(next(units), today, cast)
    _later(next(units), today, cast)
    _refused(next(units), today, cast)
    _merged(next(units), next(units), today, cast)
    *compared, divided = list(units)[:4]
    _compared(compared, today, cast)
    _divided(divided, today, cast)
    stdout.write("　单位变更已登记")


def members(cast: Cast) -> list[Unit]:
    """Listed enterprises of other stations, the last registered first."""
    listed = Unit.objects.filter(
        membership_state=MembershipState.LISTED, kind=UnitKind.ENTERPRISE
    ).exclude(lead_agency=cast.clerk.agency)
    return list(listed.order_by("-pk")[:40])


def _renaming(unit: Unit, word: str, on: date) -> Proposal:
    name = unit.name.replace("示例", f"示例{word}", 1)
    return Proposal(
        ChangeKind.RENAME,
        on,
        {"name": name},
        basis="登记通知书（示例）",
        evidence=paper("登记通知书"),
    )


def _renamed(unit: Unit, today: date, cast: Cast) -> None:
    on = today - timedelta(days=6)
    change = services.propose(unit, _renaming(unit, "启航", on), by=cast.handler, today=today)
    services.accept(change, by=cast.second, today=today)


def _waiting(unit: Unit, today: date, cast: Cast) -> None:
    proposal = _renaming(unit, "远望", today - timedelta(days=2))
    services.propose(unit, proposal, by=cast.second, today=today, channel=Channel.PHONE)


def _later(unit: Unit, today: date, cast: Cast) -> None:
    proposal = Proposal(
        ChangeKind.ADDRESS,
        today + timedelta(days=9),
        {"registered_address": "天津市滨海新区示例大道66号"},
        basis="登记通知书（示例）",
        evidence=paper("登记通知书"),
    )
    change = services.propose(unit, proposal, by=cast.second, today=today)
    services.accept(change, by=cast.handler, today=today)


def _refused(unit: Unit, today: date, cast: Cast) -> None:
    proposal = Proposal(
        ChangeKind.MOVED_OUT, today, basis="单位来电（示例）", evidence=paper("情况说明")
    )
    change = services.propose(unit, proposal, by=cast.second, today=today)
    services.reject(
        change, reason="通知书显示仍在本区，请按“区内迁址”登记。", by=cast.handler, today=today
    )


def _merged(unit: Unit, successor: Unit, today: date, cast: Cast) -> None:
    proposal = Proposal(
        ChangeKind.MERGED,
        today - timedelta(days=20),
        basis="合并协议（示例）",
        evidence=paper("合并协议"),
        related=successor,
    )
    change = services.propose(unit, proposal, by=cast.handler, today=today)
    services.accept(change, by=cast.second, today=today)


def _divided(unit: Unit, today: date, cast: Cast) -> None:
    """Into two: one asks to take its place, the other has no licence yet."""
    proposal = Proposal(
        ChangeKind.SPLIT,
        today - timedelta(days=12),
        basis="分立协议（示例）",
        evidence=paper("分立协议"),
        parts=(
            Part(
                "示例分立甲科技有限公司",
                demo_code(DIVIDED_CODE, UnitKind.ENTERPRISE),
                asks=True,
            ),
            Part("示例分立乙科技有限公司"),
        ),
    )
    change = services.propose(unit, proposal, by=cast.handler, today=today)
    services.accept(change, by=cast.second, today=today)


def _compared(units: list[Unit], today: date, cast: Cast) -> None:
    rows = [
        [unit.name, unit.credit_code, f"天津市滨海新区示例新路{place}号", "存续"]
        for place, unit in enumerate(units, start=1)
    ]
    rows[0][0] = units[0].name.replace("示例", "示例新锐", 1)
    form = Official("市场主体登记信息", "示例登记机关", today)
    content = b"".join(stream_xlsx(COLUMNS, rows, form))
    services.compare_file(
        content=content, filename=f"{today.year}年{today.month}月登记信息.xlsx", by=cast.second
    )
