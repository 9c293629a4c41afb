"""The project's own files, read once for all house tests."""

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("ipcontact", "registry", "cases")


@dataclass(frozen=True)
class Module:
    """One Python file: dotted name, path from the root, text."""

    name: str
    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @property
    def role(self) -> str:
        """The file's name, which says what it may do: rules, models, services, views…"""
        return self.name.rsplit(".", 1)[-1]


def module(name: str, text: str) -> Module:
    """A module that exists only in a self-test."""
    return Module(name, name.replace(".", "/") + ".py", text)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the product, without migrations."""
    found = []
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            path = file.relative_to(ROOT)
            if "migrations" in path.parts:
                continue
            parts = path.with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found.append(Module(name, path.as_posix(), file.read_text("utf-8")))
    return tuple(found)


@cache
def templates() -> tuple[tuple[str, str], ...]:
    """Every HTML template as (path below templates/, text)."""
    base = ROOT / "templates"
    return tuple(
        (file.relative_to(base).as_posix(), file.read_text("utf-8"))
        for file in sorted(base.rglob("*.html"))
    )


def sized_files() -> list[tuple[str, int]]:
    """Files a person has to read, with their number of lines; migrations are exempt."""
    found = []
    for folder in (*PACKAGES, "tests", "templates", "static/js"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in {".py", ".html", ".js"} and "migrations" not in file.parts:
                lines = file.read_text("utf-8").count("\n")
                found.append((file.relative_to(ROOT).as_posix(), lines))
    return found
