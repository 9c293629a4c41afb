"""Who is at work: the request and the act that database triggers write beside each change."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pgtrigger.registry
from django.db import connection, transaction

from ipcontact.audit.rules import escape_controls

SETTING = "ipcontact.context"
_WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"([^"]+)"', re.IGNORECASE)


@dataclass(frozen=True)
class RequestContext:
    """One request: its number, the address it came from, and a way to its user."""

    request_id: str
    address: str
    request: Any = field(repr=False, compare=False)

    @property
    def user(self) -> Any:
        """The signed-in user of the request, or None."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None


@dataclass(frozen=True)
class ActContext:
    """One act: the values the triggers read."""

    act: str = ""
    reason: str = ""
    user_id: int | None = None
    user_name: str = ""
    request_id: str = ""
    address: str = ""

    def as_json(self) -> str:
        """The value of the session setting, without empty parts."""
        return json.dumps({k: v for k, v in vars(self).items() if v}, ensure_ascii=False)


current_request: ContextVar[RequestContext | None] = ContextVar("audit_request", default=None)
current_act: ContextVar[ActContext | None] = ContextVar("audit_act", default=None)


def name_of(user: Any) -> str:
    """A person's name as the records show it: the name, or the sign-in name."""
    if user is None:
        return ""
    return escape_controls(getattr(user, "name", "") or user.get_username())[:80]


def request_act() -> ActContext:
    """The context of a write outside any act: the request's user, or nobody."""
    request = current_request.get()
    if request is None:
        return ActContext()
    user = request.user
    return ActContext(
        user_id=user.pk if user else None,
        user_name=name_of(user),
        request_id=request.request_id,
        address=request.address,
    )


def set_context(context: ActContext | None) -> None:
    """Tell the running transaction who is at work; it forgets at its end."""
    with connection.cursor() as cursor:
        value = context.as_json() if context else ""
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])


@cache
def _watched_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model, _ in pgtrigger.registry.registered())


def _stamp_lone_writes(execute, sql, params, many, context):
    """Give a write outside any act the user of the request (sign-in, password change)."""
    found = None if current_act.get() else _WRITE.match(str(sql))
    if found is None or found[1] not in _watched_tables():
        return execute(sql, params, many, context)
    with transaction.atomic(savepoint=False):
        set_context(request_act())
        return execute(sql, params, many, context)


@contextmanager
def request_context(request_context: RequestContext) -> Iterator[None]:
    """Make a request known for the time it runs.

    Args:
        request_context: number, address and request.
    """
    token = current_request.set(request_context)
    try:
        with connection.execute_wrapper(_stamp_lone_writes):
            yield
    finally:
        current_request.reset(token)
