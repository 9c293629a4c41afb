"""A running notice, the people who handle it, and objections in each state."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from registry.notices.models import NoticeItem, PublicNotice
from registry.objections import services
from registry.objections.models import Objection
from registry.objections.services import Identity
from tests.deciding import enquired, ready
from tests.filing import NOON, TODAY, make_round
from tests.lasting import again, once_per_module
from tests.noticing import decided_batch, published
from tests.registry.notices.conftest import (
    Stock,
    _bureau,
    checker,
    decided,
    everybody,
    handler,
    leader,
    over,
    people,
    sign_in,
)

__all__ = ["_bureau", "checker", "decided", "everybody", "handler", "leader", "over", "sign_in"]
WHO = Identity(
    name="示例举报人甲", unit_name="示例竞争有限公司", phone="13800138000", email="yi@example.com"
)
SECRETS = (WHO.name, WHO.unit_name, WHO.phone, WHO.email)
REASON = "示例：这家单位的专利已经失效。"


def one_running() -> Stock:
    """The people, and a notice of two that runs."""
    found = people()
    by = found["handler"]
    round_ = make_round()
    rows = enquired([ready(round_, by=by) for _ in range(2)], by=by)
    batch = decided_batch(rows, by=by, leader=found["leader"])
    return Stock(**found, running=published(batch, by=by, checker=found["checker"]))


stock = once_per_module(one_running, now=NOON)


@pytest.fixture
def running(stock, decided, handler, checker) -> Callable[..., PublicNotice]:
    """`running(2)`: a notice of two that is published; the first one was there already."""
    first = [again(stock.running)] if stock else []

    def make(count: int = 2, **values) -> PublicNotice:
        if first and (count, values) == (2, {}):
            return first.pop()
        return published(decided(count, **values), by=handler, checker=checker)

    return make


@pytest.fixture
def item(running) -> NoticeItem:
    return running(2).items.first()


@pytest.fixture
def registered(item, handler) -> Callable[..., Objection]:
    """`registered()`: told by phone today, in the window, with name and contact."""

    def make(**values) -> Objection:
        told = {
            "channel": "call",
            "reason": REASON,
            "who": WHO,
            "received_on": TODAY,
            "by": handler,
            "now": NOON,
        }
        of = values.pop("of", item)
        return services.register(of, **{**told, **values})

    return make


@pytest.fixture
def taken_up(registered, handler) -> Callable[..., Objection]:
    """`taken_up()`: being investigated; the unit is held."""

    def make(**values) -> Objection:
        found = registered(**values)
        return services.take_up(found, substance="专利已失效。", by=handler, today=TODAY)

    return make


@pytest.fixture
def proposed(taken_up, handler) -> Callable[..., Objection]:
    """`proposed("rejected")`: a conclusion waits for the leader."""

    def make(conclusion: str = "rejected", **values) -> Objection:
        return services.propose(
            taken_up(**values),
            conclusion=conclusion,
            findings="查询专利登记簿，专利有效。",
            reason="与事实不符。",
            by=handler,
            today=TODAY,
        )

    return make
