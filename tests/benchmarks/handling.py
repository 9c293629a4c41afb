"""Applications: the staff's queue, one record, the leader's page, against an empty page."""

from __future__ import annotations

from collections.abc import Iterator

from django.test import Client
from django.urls import reverse

from registry.applications.models import Application
from registry.batches.models import ReviewBatch
from tests.benchmarks import deciding, register
from tests.benchmarks.browsing import Browsing
from tests.benchmarks.figures import Figure
from tests.benchmarks.filing import MOST

EMPTY = "/bench/empty/"


def pages() -> dict[str, str]:
    """Addresses of the office by name."""
    waiting = Application.objects.filter(state="bureau_review", agency__isnull=False)
    one = waiting.select_related("agency").latest("pk")
    decided = Application.objects.filter(state="in_batch").latest("pk")
    return {
        "申报 默认": "/applications/",
        "申报 待接办": "/applications/?queue=waiting",
        "申报 按环节、推荐单位": f"/applications/?state={one.state}&agency={one.agency.code}",
        "申报 无缺陷项": "/applications/?check=clean",
        "申报 七天内到期": "/applications/?due=week",
        "申报 查找": "/applications/?q=科技",
        "申报 按名称排序": "/applications/?sort=unit_name",
        "申报 按时限倒序": "/applications/?sort=-due_on",
        "申报 第40页": "/applications/?page=40",
        "申报档案 待复核": one.get_absolute_url(),
        "申报档案 已列入批次": decided.get_absolute_url(),
    }


class Handling(Browsing):
    """Pages of the office, by the number of applications."""

    group = "申报与审定"
    word = "件"
    judged_at = MOST

    def measure(self, size: int, runs: int) -> Iterator[Figure]:
        """Queue and records of the bureau, the queue of a station, the leader's page."""
        member, clerk, leader = Client(), Client(), Client()
        member.force_login(register.staff())
        clerk.force_login(register.clerk())
        leader.force_login(deciding.leader())
        batch = ReviewBatch.objects.get()
        decide = {
            f"领导审定页 {batch.items.count()}家": reverse("batches:decide", args=[batch.number])
        }
        yield from self.side(member, pages(), EMPTY, size, runs)
        yield from self.side(clerk, {"申报 市场所内勤": "/applications/"}, EMPTY, size, runs)
        yield from self.side(leader, decide, EMPTY, size, runs)
