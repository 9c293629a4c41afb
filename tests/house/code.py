"""Habits of the code, read from its syntax tree."""

import ast
import re
from collections.abc import Iterable, Iterator

from tests.house.source import Module

ATTICS = {"utils", "util", "helpers", "common", "misc"}
# Files that only judge or show: they never write to the database.
NEVER_WRITE = {
    "rules", "choices", "querysets", "views", "urls", "forms", "filters", "tables", "pages",
    "wording", "panels", "exports", "context",
}  # fmt: skip
WRITES = {
    "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create",
    "update_or_create", "raw_delete",
}  # fmt: skip
QUERYSET_WORDS = {
    "objects", "_base_manager", "_default_manager", "filter", "exclude", "all", "select_for_update",
}  # fmt: skip
OWN_SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "pre_init",
               "post_init", "receiver"}  # fmt: skip
LOG_VERBS = {"debug", "info", "warning", "error", "exception", "critical"}
PERSONAL = re.compile(
    r"(mobile|phone|email|id_number|password|person_name|contact_name|legal_person|username)"
)


def attics(modules: Iterable[Module]) -> list[str]:
    """Files named after nothing in particular."""
    return [module.path for module in modules if module.role in ATTICS]


def save_overrides(modules: Iterable[Module]) -> list[str]:
    """Classes with a save() of their own."""
    return [
        f"{module.path}:{method.lineno}: {owner.name}.{method.name}()"
        for module in modules
        for owner in _nodes(module, ast.ClassDef)
        for method in owner.body
        if isinstance(method, ast.FunctionDef) and method.name in {"save", "delete"}
    ]


def own_signals(modules: Iterable[Module]) -> list[str]:
    """Signals made here, or listening to model signals: control flow nobody sees."""
    errors = []
    for module in modules:
        for node in _nodes(module, ast.ImportFrom):
            names = {alias.name for alias in node.names} & OWN_SIGNALS
            if (node.module or "").startswith(("django.db.models", "django.dispatch")) and names:
                errors.append(f"{module.path}:{node.lineno}: {', '.join(sorted(names))}")
        for call in _nodes(module, ast.Call):
            if _last_name(call.func) == "Signal":
                errors.append(f"{module.path}:{call.lineno}: Signal()")
    return errors


def writes_outside_services(modules: Iterable[Module]) -> list[str]:
    """Queryset writes, save() and state assignments in files that only judge or show."""
    errors = []
    for module in modules:
        if module.role not in NEVER_WRITE and ".pages" not in module.name:
            continue
        for call in _nodes(module, ast.Call):
            if isinstance(call.func, ast.Attribute) and _is_write(call.func):
                errors.append(f"{module.path}:{call.lineno}: {ast.unparse(call.func)}()")
    return errors + _state_writes(modules)


def _is_write(function: ast.Attribute) -> bool:
    chain = set(_chain(function.value))
    if function.attr == "save":
        return not chain & {"session", "super", "storage", "cache"}
    return function.attr in WRITES and bool(chain & QUERYSET_WORDS)


def _state_writes(modules: Iterable[Module]) -> list[str]:
    errors = []
    for module in modules:
        if "services" in module.name or "management" in module.name:
            continue
        for node in _nodes(module, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr in {"state", "status"}:
                    errors.append(f"{module.path}:{node.lineno}: {ast.unparse(target)} =")
        for call in _nodes(module, ast.Call):
            if _last_name(call.func) == "update" and any(k.arg == "state" for k in call.keywords):
                errors.append(f"{module.path}:{call.lineno}: update(state=…)")
    return errors


def services_without_by(modules: Iterable[Module]) -> list[str]:
    """Public service functions whose act is nobody's: neither the keyword-only ``by`` of the
    caller nor the person kept with the thing itself (``plan.by``, ``run.started_by``)."""
    return [
        f"{module.path}:{function.lineno}: {function.name}()"
        for module in modules
        for function in _public_functions(module, "services")
        if any(
            _last_name(call.func) == "act" and not _names_a_person(call, function)
            for call in _within(function, ast.Call)
        )
    ]


def _names_a_person(call: ast.Call, function: ast.FunctionDef) -> bool:
    who = next((keyword.value for keyword in call.keywords if keyword.arg == "by"), None)
    if isinstance(who, ast.Attribute):
        return who.attr.endswith("by")
    keywords = {argument.arg for argument in function.args.kwonlyargs}
    return isinstance(who, ast.Name) and who.id == "by" and "by" in keywords


def undocumented(modules: Iterable[Module]) -> list[str]:
    """Public functions of rules and services without docstring, and nameless rooms."""
    errors = []
    for module in modules:
        for function in (
            *_public_functions(module, "rules"),
            *_public_functions(module, "services"),
        ):
            if not ast.get_docstring(function):
                errors.append(f"{module.path}:{function.lineno}: {function.name}()")
        is_room = not module.path.endswith(("__init__.py", "apps.py"))
        if is_room and module.text.strip() and not ast.get_docstring(module.tree):
            errors.append(f"{module.path}: what is this file?")
    return errors


def personal_data_in_logs(modules: Iterable[Module]) -> list[str]:
    """Log calls that name a personal value."""
    errors = []
    for module in modules:
        for call in _nodes(module, ast.Call):
            if _is_log(call.func):
                said = " ".join(ast.unparse(part) for part in [*call.args, *call.keywords])
                if PERSONAL.search(said.lower()):
                    errors.append(f"{module.path}:{call.lineno}: {said[:80]}")
    return errors


def lonely_class_names(modules: Iterable[Module]) -> list[str]:
    """Classes named by a word with several meanings (glossary 6)."""
    lonely = {"Notice", "Liaison", "Review", "Complaint", "Certificate", "Award", "Badge"}
    return [
        f"{module.path}:{node.lineno}: {node.name}"
        for module in modules
        for node in _nodes(module, ast.ClassDef)
        if node.name in lonely
    ]


def silenced_history(modules: Iterable[Module]) -> list[str]:
    """Code that switches triggers off."""
    return [
        f"{module.path}:{node.lineno}: {ast.unparse(node)}"
        for module in modules
        for node in _nodes(module, ast.Attribute)
        if ast.unparse(node) in {"pgtrigger.ignore", "pgtrigger.disable", "pgtrigger.uninstall"}
    ]


def _is_log(function: ast.expr) -> bool:
    if not isinstance(function, ast.Attribute) or function.attr not in LOG_VERBS:
        return False
    return "log" in (_last_name(function.value) or "").lower()


def _nodes(module: Module, kind: type) -> Iterator:
    return (node for node in module.nodes if isinstance(node, kind))


def _within(node: ast.AST, kind: type) -> Iterator:
    return (child for child in ast.walk(node) if isinstance(child, kind))


def _public_functions(module: Module, role: str) -> list[ast.FunctionDef]:
    if role not in module.name.split("."):
        return []
    return [
        node
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def _last_name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _chain(node: ast.expr) -> Iterator[str]:
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            yield node.attr
            node = node.value
        else:
            if isinstance(node, ast.Name):
                yield node.id
            return
