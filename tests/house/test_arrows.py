"""Imports go one way."""

import pytest

from tests.house.arrows import arrow_errors, cycles
from tests.house.source import module, modules


def test_imports_when_read_then_all_go_the_right_way():
    assert arrow_errors(modules()) == []


def test_imports_when_followed_then_there_is_no_ring():
    assert cycles(modules()) == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("ipcontact.ui.pages", "from registry.units.models import Unit"),
        ("registry.units.services", "from cases.requests import models"),
        ("registry.units.services", "from registry.roster.models import Listing"),
        ("registry.units.models", "from registry.units.services import rename"),
        ("registry.units.services", "from registry.units.forms import UnitForm"),
        ("registry.units.services", "from registry.models import Unit"),
        ("registry.units.rules", "from django.db import models"),
        ("registry.units.rules", "from ipcontact.workdays.clock import today"),
        ("registry.units.rules", "from registry.units.models import Unit"),
        ("registry.pages", "from registry.units.models import Unit"),
        ("registry.attic.services", "from registry.units.models import Unit"),
        ("registry.units.models", "from .services import rename"),
        ("ipcontact.audit.services", "from ipcontact.accounts.models import User"),
        ("ipcontact.accounts.services", "from ipcontact.ui.pages import ListPage"),
        ("ipcontact.ui.pages", "from ipcontact.audit.views import ChangeList"),
        ("ipcontact.ui.registry", "from ipcontact.accounts.rights import can"),
    ],
)
def test_check_when_import_goes_wrong_way_then_it_is_named(name, line):
    assert len(arrow_errors([module(name, line)])) == 1


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("registry.roster.services", "from registry.units.models import Unit"),
        ("registry.units.views", "from registry.units.services import rename"),
        ("registry.units.rules", "from ipcontact.text.credit_code import check_credit_code"),
        ("registry.models", "from registry.roster.models import Listing"),
        ("ipcontact.audit.views", "from ipcontact.ui.pages import ListPage"),
        ("ipcontact.audit.services", "from ipcontact.ui.errors import RuleViolation"),
    ],
)
def test_check_when_import_goes_right_way_then_it_passes(name, line):
    assert arrow_errors([module(name, line)]) == []


def test_check_when_modules_form_a_ring_then_it_is_named():
    first = module("registry.units.names", "from registry.units.codes import x")
    second = module("registry.units.codes", "from registry.units.names import y")

    assert cycles([first, second]) == [
        "registry.units.names → registry.units.codes → registry.units.names"
    ]
