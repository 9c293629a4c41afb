"""Released figures of the demonstration: one for everybody to read, one being compiled."""

from __future__ import annotations

from datetime import date, timedelta

from ipcontact.accounts.models import User
from registry.goals import services
from registry.goals.figures import public_codes
from registry.goals.models import FigureSnapshot

WANTED = ("jingban1", "jingban2", "lingdao")


def load(stdout, *, today: date) -> None:
    """Release the figures of the end of last month, and compile those of today."""
    people = {user.username: user for user in User.objects.filter(username__in=WANTED)}
    if not people.keys() >= set(WANTED):
        return
    handler, second, leader = (people[name] for name in WANTED)
    month_end = today.replace(day=1) - timedelta(days=1)
    codes = public_codes()
    snapshot = services.compile_figures(
        title=f"截至{month_end.year}年{month_end.month}月底的重点联系单位统计（示例）",
        as_of=month_end,
        codes=codes,
        by=handler,
        today=today,
    )
    services.submit(snapshot, by=handler, today=today)
    services.check(snapshot, by=second, today=today)
    services.release(snapshot, by=leader, today=today)
    services.compile_figures(
        title=f"截至{today.month}月{today.day}日的重点联系单位统计（示例）",
        as_of=today,
        codes=codes,
        by=handler,
        today=today,
    )
    stdout.write(f"　发布数据 {FigureSnapshot.objects.count()} 份")
