"""A browser test asserts through expect(), which waits: a page may still be on its way."""

import ast

import pytest

from tests.house.source import ROOT

AT_ONCE = {"count", "is_visible", "is_hidden", "is_checked", "is_enabled", "text_content"}


def hasty(text: str) -> list[int]:
    """Lines that assert what a locator says at this very moment."""
    return [
        statement.lineno
        for statement in ast.walk(ast.parse(text))
        if isinstance(statement, ast.Assert)
        for call in ast.walk(statement.test)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if call.func.attr in AT_ONCE and not _asks_the_database(call.func.value)
    ]


def _asks_the_database(node: ast.expr) -> bool:
    return any(
        isinstance(part, ast.Attribute) and part.attr in {"objects", "correction_notices"}
        for part in ast.walk(node)
    )


def test_browser_tests_when_they_assert_then_they_wait():
    files = sorted((ROOT / "tests/browser").glob("test_*.py"))

    assert len(files) > 20
    assert {file.name: lines for file in files if (lines := hasty(file.read_text("utf-8")))} == {}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("assert page.locator('tr').count() == 5", [1]),
        ("assert not page.get_by_text('x').is_visible()", [1]),
        ("expect(page.locator('tr')).to_have_count(5)", []),
        ("assert Unit.objects.count() == 5", []),
    ],
)
def test_check_when_shown_an_example_then_told_apart(text, lines):
    assert hasty(text) == lines
