"""Looking at lists and records: against an empty page of the same layout and the same user."""

from __future__ import annotations

from collections.abc import Iterator

from django.test import Client

from ipcontact.accounts.models import Region
from registry.roster.models import RosterEdition
from registry.units.models import Unit
from tests.benchmarks import register
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.measure import in_turns, page

EMPTY = "同版式空白页"
MOST_TIMES, MOST_GROWTH = 3.0, 1.5
SMALLEST = 1_000


def pages() -> tuple[dict[str, str], dict[str, str]]:
    """Addresses by name: of staff, of everybody."""
    unit = Unit.objects.filter(membership_state="listed").order_by("-pk")[:1].get()
    region = Region.objects.order_by("-code").values_list("code", flat=True)[0]
    edition = RosterEdition.objects.earliest("published_on")
    staff = {
        "单位 默认": "/units/",
        "单位 按区域、状态": f"/units/?region={region}&membership_state=listed",
        "单位 按名称排序": "/units/?sort=name",
        "单位 按列入日期排序": "/units/?sort=-listed_on",
        "单位 第40页": "/units/?page=40",
        "单位档案": unit.get_absolute_url(),
    }
    public = {
        "名录 默认": "/roster/",
        "名录 按类型": "/roster/?kind=enterprise",
        "名录 按区域": f"/roster/?area={region}",
        "名录 按条款": "/roster/?criterion=3",
        "名录 按版次": f"/roster/?edition={edition.number}",
        "名录 按名称排序": "/roster/?sort=name",
        "名录 按日期排序": "/roster/?sort=-listed",
        "名录 第20页": "/roster/?page=20",
        "名录单位页": f"/roster/units/{unit.public_no}/",
    }
    return staff, public


class Browsing:
    """Measures size after size and remembers the smallest, to say how a page grew.

    Sizes are measured minutes apart: the empty page of both times takes out how busy the machine
    was.
    """

    group = "列表与档案"
    word = "家"
    judged_at = 100_000  # the size at which growth has a bar

    def __init__(self) -> None:
        self._smallest: dict[str, tuple[float, float]] = {}

    def measure(self, size: int, runs: int) -> Iterator[Figure]:
        """Every page: against the empty one, and against itself at the smallest size."""
        member, reader, clerk = Client(), Client(), Client()
        member.force_login(register.staff())
        clerk.force_login(register.clerk())
        staff, public = pages()
        yield from self.side(member, staff, "/bench/empty/", size, runs)
        station = {"单位 市场所内勤": "/units/", "单位 市场所内勤查找": "/units/?q=科技"}
        yield from self.side(clerk, station, "/bench/empty/", size, runs)
        yield from self.side(reader, public, "/bench/empty-public/", size, runs)

    def side(
        self, client: Client, addresses: dict[str, str], empty: str, size: int, runs: int
    ) -> Iterator[Figure]:
        """Pages of one person beside an empty one."""
        for name, address in addresses.items():
            floor, taken = in_turns([page(client, empty), page(client, address)], runs)
            note = f"SQL {taken.sql * 1000:.1f} ms"
            yield at_most(
                self.group,
                name,
                size,
                taken.whole,
                EMPTY,
                floor.whole,
                bar=MOST_TIMES,
                runs=taken.runs,
                note=note,
            )
            if size == SMALLEST:
                self._smallest[name] = (taken.whole, floor.whole)
            elif name in self._smallest:
                then, empty_then = self._smallest[name]
                yield at_most(
                    self.group,
                    f"{name} 增长",
                    size,
                    taken.whole,
                    f"{SMALLEST:,}{self.word}时",
                    then * floor.whole / empty_then,
                    bar=MOST_GROWTH if size == self.judged_at else None,
                    runs=taken.runs,
                )
