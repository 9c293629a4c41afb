"""The stylesheet: old cores understand it, it is small, it uses tokens."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "static" / "css"
FILES = ("tokens", "base", "layout", "components", "lists", "pages", "print")


def css(name: str) -> str:
    return re.sub(r"/\*.*?\*/", "", (FOLDER / f"{name}.css").read_text(), flags=re.S)


def test_stylesheet_when_compressed_then_is_about_fifteen_kilobytes_at_most():
    sizes = [len(gzip.compress((FOLDER / f"{name}.css").read_bytes())) for name in FILES]

    assert sum(sizes) < 15_500


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("layers drop whole below Chrome 99", r"@layer"),
        (":is() and :where() drop a rule below Chrome 88", r":is\(|:where\("),
        ("range queries drop below Chrome 104", r"\((width|height) *[<>]"),
        (
            "logical shorthands fail below Chrome 87",
            r"(margin|padding|inset|border)-(inline|block)",
        ),
        ("the inset shorthand fails below Chrome 87", r"[;{]\s*inset:"),
        ("nothing comes from elsewhere", r"url\("),
        ("nesting drops below Chrome 112", r"&"),
    ],
)
def test_stylesheet_when_read_by_an_old_core_then_is_whole(name, what, pattern):
    assert re.findall(pattern, css(name)) == [], what


def test_has_when_used_then_stands_in_selectors_of_its_own():
    """A list with one unknown selector is dropped whole by an old core."""
    rules = re.findall(r"([^{}]*):has\(([^{}]*)\{", "".join(map(css, FILES)))

    mixed = [
        rule
        for rule in rules
        if not rule[0].strip().startswith("@")
        and any(
            ":has(" not in part for part in split_selectors("".join((rule[0], ":has(", rule[1])))
        )
    ]
    assert mixed == []


def split_selectors(text: str) -> list[str]:
    """Selectors of a list; commas inside brackets do not part them."""
    return re.split(r",(?![^(]*\))", text)


def test_important_when_used_then_only_for_print():
    assert [name for name in FILES if "!important" in css(name)] == ["print"]


@pytest.mark.parametrize("name", ["base", "layout", "print"])
def test_colours_when_used_then_come_from_tokens(name):
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", css(name))) <= {"#fff"}
