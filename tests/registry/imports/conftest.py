"""Imports in one go, and previewed ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from registry.imports.editions import Options
from registry.imports.services import import_file, upload
from tests.factories import TODAY, make_user


@pytest.fixture
def handler(db):
    return make_user()


@pytest.fixture
def run_import(db) -> Callable:
    """Import a file in one go and return its result as the command gives it."""

    def go(content: bytes, *, dry_run: bool = False, **options):
        plan, _ = import_file(
            content=content,
            filename="名单.xlsx",
            options=Options(**options),
            by=None,
            today=TODAY,
            dry_run=dry_run,
        )
        return plan

    return go


@pytest.fixture
def uploaded(handler) -> Callable:
    """A previewed run of a file."""

    def go(content: bytes, **options):
        return upload(
            content=content,
            filename="名单.xlsx",
            options=Options(**options),
            by=handler,
            today=TODAY,
        )

    return go


@pytest.fixture
def counts() -> Callable:
    """New, updated, unchanged, refused lines of a plan."""

    def go(plan) -> tuple[int, int, int, int]:
        found = plan.counts
        return found["new"], found["updated"], found["unchanged"], found["rejected"]

    return go


@pytest.fixture
def warned() -> Callable:
    """Cell and reason of every warning of a plan."""
    return lambda plan: [(warning.address, warning.reason) for warning in plan.warnings()]


@pytest.fixture
def reasons() -> Callable:
    """Why lines of a plan are refused."""
    return lambda plan: [item["reason"] for item in plan.as_json()["rejected"]]
