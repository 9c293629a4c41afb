"""Two rows of one unit, and the two people it takes to merge them."""

from __future__ import annotations

import pytest

from ipcontact.accounts.roles import Role
from registry.merges import services
from registry.merges.models import UnitMerge
from registry.merges.preview import preview
from tests.factories import TODAY, make_agency, make_unit, make_user


@pytest.fixture(autouse=True)
def _bureau(db, fixed_today, tmp_path, settings):
    """The bureau is there, and it is the day of the tests."""
    settings.MEDIA_ROOT = tmp_path / "media"
    fixed_today(TODAY.isoformat())
    make_agency()


@pytest.fixture
def handler():
    return make_user(Role.HANDLER, name="陈知远")


@pytest.fixture
def colleague():
    return make_user(Role.HANDLER, name="林若川")


@pytest.fixture
def pair():
    """The unit that stays and its duplicate."""
    return make_unit("示例海河制造有限公司"), make_unit("示例海河制造有限责任公司")


@pytest.fixture
def proposed(handler):
    """`proposed(keep, drop)`: a proposal of the handler."""

    def make(keep, drop) -> UnitMerge:
        return services.propose(
            surviving=keep, merged=drop, reason="变更登记证明", by=handler, today=TODAY
        )

    return make


@pytest.fixture
def merged(proposed, colleague):
    """`merged(keep, drop)`: done, by the second person."""

    def make(keep, drop) -> UnitMerge:
        merge = proposed(keep, drop)
        digest = preview(merge.surviving, merge.merged, day=TODAY).digest
        return services.confirm(merge=merge, digest=digest, by=colleague, today=TODAY)

    return make
