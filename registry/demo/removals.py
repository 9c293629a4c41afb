"""Removals in the demonstration: to be told, heard, decided; a unit that wishes to leave."""

from __future__ import annotations

from datetime import date

from ipcontact.acts.choices import Channel
from registry.demo.changes import members
from registry.demo.deeds import Cast, paper
from registry.removals import services
from registry.removals.models import Removal, RemovalGround
from registry.units.models import Unit
from registry.units.posts import appoint


def load(stdout, *, today: date, cast: Cast) -> None:
    """Propose, tell, hear and decide, through the services."""
    units = iter(members(cast)[20:])
    _propose(next(units), "title_misuse", "在广告中使用“入库企业”字样。", today, cast)
    _told(next(units), today, cast)
    _heard(next(units), "住所迁入新址，仍在本区经营，请保留。", today, cast)
    decided = _heard(next(units), "没有意见。", today, cast)
    services.decide(decided, outcome="remove", by=cast.leader, today=today)
    services.draw_up_papers(decided, by=cast.second, today=today)
    services.request_leave(
        next(units),
        reason="业务转型，不再需要联系服务。",
        evidence=paper("退出申请"),
        by=cast.handler,
        today=today,
        channel=Channel.PAPER,
    )
    stdout.write(f"　移出和退出 {Removal.objects.count()} 件")


def _propose(unit: Unit, code: str, reason: str, today: date, cast: Cast) -> Removal:
    return services.propose(
        unit,
        ground=RemovalGround.objects.get(code=code),
        reason=reason,
        evidence=paper("情况说明"),
        by=cast.handler,
        today=today,
    )


def _told(unit: Unit, today: date, cast: Cast) -> Removal:
    """The contact is somebody who certainly can be reached."""
    appoint(
        unit=unit,
        role="primary_contact",
        name="示例联络员",
        on=today,
        by=cast.second,
        today=today,
        mobile="13900008888",
    )
    removal = _propose(unit, "unreachable", "今年四次电话、两次上门均联系不上。", today, cast)
    return services.tell_the_unit(removal, by=cast.second, today=today)


def _heard(unit: Unit, statement: str, today: date, cast: Cast) -> Removal:
    return services.enter_statement(
        _told(unit, today, cast),
        statement=statement,
        by=cast.second,
        today=today,
        channel=Channel.PHONE,
    )
