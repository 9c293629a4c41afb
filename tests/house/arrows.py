"""Which module may import which: one direction, from house.md rules 1 and 2."""

import ast
from collections.abc import Iterable, Iterator

from tests.house.source import PACKAGES, Module

PARTS = {
    "registry": (
        "units", "criteria", "roster", "imports", "rounds", "applications", "recommendations",
        "reviews", "batches", "backfills", "notices", "objections", "changes", "removals",
        "suspensions", "merges", "exceptions", "dossiers", "cycles", "liaison", "surveys",
        "activities", "goals",
        "alliances", "platforms",
    ),
    "cases": (
        "limits", "requests", "fasttrack", "consultations", "mediations", "referrals", "reports",
    ),
}  # fmt: skip
# Files of an app that gather its parts, and folders where Django looks for things.
GATHERING = {
    "models", "admin", "urls", "tasks", "apps", "reference", "demo", "home", "management",
    "templatetags", "sitemaps",
}  # fmt: skip
# Files of an app that its parts share; they know no part.
SHARED = {"pages"}
# Inside a part: a file imports only files of its own or a lower number.
ROLES = {
    "choices": 0,
    "rules": 1,
    "querysets": 2, "models": 2, "people": 2, "resources": 2,
    "services": 3,
    "forms": 4, "filters": 4, "tables": 4,
    "views": 5, "admin": 5, "tasks": 5,
    "urls": 6,
}  # fmt: skip
# Platform rooms from bottom to top; the longest prefix counts.
PLATFORM = {
    "ipcontact.ui.errors": 0,
    "ipcontact.ui.registry": 0,
    "ipcontact.text": 1,
    "ipcontact.sheets": 1,
    "ipcontact.localdb": 1,
    "ipcontact.workdays.rules": 1,
    "ipcontact.workdays.clock": 1,
    "ipcontact.workdays.statutory": 1,
    "ipcontact.clocks.rules": 1,
    "ipcontact.clocks.choices": 1,
    "ipcontact.audit": 2,
    "ipcontact.workdays": 3,
    "ipcontact.accounts": 4,
    "ipcontact.files": 5,
    "ipcontact.clocks": 6,
    "ipcontact.notifications": 7,
    "ipcontact.acts": 8,
    "ipcontact.ui": 9,
    "ipcontact.documents": 10,
    "ipcontact.ops": 11,
}
PAGES = 10  # views, urls, admin and their like of a platform room stand above the page kit
PAGE_ROLES = {"views", "urls", "admin", "forms", "filters", "tables", "pages", "exports", "demo"}
MOUNTS = {"ipcontact.settings", "ipcontact.urls", "ipcontact.wsgi", "ipcontact.asgi"}
# Pure files beside rules and choices: they hold data of the field and judge nothing stored.
RULES_MAY_IMPORT = (
    "ipcontact.workdays.statutory",
    "ipcontact.accounts.roles",
    "ipcontact.text.",
    "registry.criteria.particulars",
)
RULES_MUST_NOT = ("django.db", "django.http", "django.apps", "ipcontact.workdays.clock")


def imported(module: Module) -> Iterator[tuple[str, int]]:
    """Names a module imports (``package.module`` and ``package.module.name``) with the line."""
    for node in module.nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(module, node)
            yield from ((f"{source}.{alias.name}", node.lineno) for alias in node.names)


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    """The full name of what a relative import names."""
    if not node.level:
        return node.module or ""
    own = module.name.split(".") + (["__init__"] if module.path.endswith("__init__.py") else [])
    return ".".join([*own[: -node.level], *([node.module] if node.module else [])])


def arrow_errors(modules: Iterable[Module]) -> list[str]:
    """Imports that go the wrong way, as ``path:line: why``."""
    errors = []
    for module in modules:
        for target, line in imported(module):
            why = _wrong(module, target)
            if why:
                errors.append(f"{module.path}:{line}: {why} ({target})")
    return errors


def _wrong(module: Module, target: str) -> str:
    if module.role == "rules" and target.startswith(RULES_MUST_NOT):
        return "rules know no database, request or clock"
    own, other = module.name.split("."), target.split(".")
    if other[0] not in PACKAGES or module.name in MOUNTS:
        return ""
    if PACKAGES.index(other[0]) > PACKAGES.index(own[0]):
        return f"{own[0]} must not know {other[0]}"
    if module.role == "rules" and not _rules_may(target, other):
        return "rules import only rules"
    if own[0] == other[0] == "ipcontact":
        return _wrong_in_platform(module, target)
    return _wrong_in_app(own, other) if own[0] == other[0] else ""


def _rules_may(target: str, other: list[str]) -> bool:
    return target.startswith(RULES_MAY_IMPORT) or not {"rules", "choices"}.isdisjoint(other)


def _wrong_in_platform(module: Module, target: str) -> str:
    if module.role == "apps":
        return ""
    if _platform_rank(target) > _platform_rank(module.name):
        return "a lower platform room must not know a higher one"
    return ""


def _platform_rank(name: str) -> int:
    rooms = [room for room in PLATFORM if name == room or name.startswith(room + ".")]
    rank = PLATFORM[max(rooms, key=len)] if rooms else 0
    names = set(name.split(".")[2:])
    if rank in (PLATFORM["ipcontact.ui"], 0, PLATFORM["ipcontact.ops"]):
        return rank
    return PAGES if names & PAGE_ROLES or "management" in names else rank


def _wrong_in_app(own: list[str], other: list[str]) -> str:
    order = PARTS[own[0]]
    if len(own) < 2 or own[1] in GATHERING:
        return ""
    if len(other) > 1 and other[1] in SHARED:
        return ""
    if own[1] in SHARED:
        return "what the parts share knows none of them"
    if own[1] not in order:
        return f"{own[1]} has no place in the order of the parts"
    if len(other) < 2 or other[1] not in order:
        return "a part does not import what gathers the parts"
    if order.index(other[1]) > order.index(own[1]):
        return f"{own[1]} stands above {other[1]} and must not know it"
    if own[1] == other[1] and len(own) > 2 and len(other) > 2:
        mine, theirs = ROLES.get(own[2]), ROLES.get(other[2])
        if mine is not None and theirs is not None and theirs > mine:
            return f"{own[2]} must not know {other[2]}"
    return ""


def cycles(modules: Iterable[Module]) -> list[str]:
    """Groups of modules that import each other in a ring, as ``a → b → a``."""
    known = {module.name: module for module in modules}
    graph = {
        name: sorted({_module_of(target, known) for target, _ in imported(m)} - {None, name})
        for name, m in known.items()
        if m.role != "apps"
    }
    found: list[str] = []
    done: set[str] = set()

    def visit(name: str, path: list[str]) -> None:
        if name in path:
            found.append(" → ".join([*path[path.index(name) :], name]))
        elif name not in done:
            for following in graph.get(name, ()):
                visit(following, [*path, name])
            done.add(name)

    for name in graph:
        visit(name, [])
    return found


def _module_of(target: str, known: dict[str, Module]) -> str | None:
    if target in known:
        return target
    owner = target.rpartition(".")[0]
    return owner if owner in known else None
