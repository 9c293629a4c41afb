"""An agency with its people, and a round."""

from __future__ import annotations

import pytest

from tests.filing import make_round, region_agency
from tests.recommending import clerk_of, head_of


@pytest.fixture
def station(db):
    """The station that answers for the region of the sample units."""
    return region_agency()


@pytest.fixture
def round_(db):
    return make_round()


@pytest.fixture
def clerk(station):
    return clerk_of(station)


@pytest.fixture
def head(station):
    return head_of(station)
