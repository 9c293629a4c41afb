"""Whose clock: any stored record will do, here a unit."""

import pytest

from tests.factories import make_unit


@pytest.fixture
def unit(db):
    return make_unit()
