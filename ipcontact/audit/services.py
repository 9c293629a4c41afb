"""The two verbs of the audit: name an act, record an access."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connection, transaction

from ipcontact.audit.context import (
    ActContext,
    current_act,
    current_request,
    name_of,
    request_act,
    set_context,
)
from ipcontact.audit.models import AccessEvent
from ipcontact.audit.rules import clean_detail, escape_controls


@contextmanager
def act(name: str = "", *, by: Any, reason: str = "") -> Iterator[None]:
    """Run a change as one transaction that knows who acts, under what name and why.

    An act inside an act keeps what it does not say itself: an empty name, an empty reason and
    ``by=None`` are those of the outer act.

    Args:
        name: short Chinese phrase for the deed, e.g. ``更名``.
        by: the user who acts; None for the system (commands, jobs) or the outer act's user.
        reason: why, in the words of the person.
    Raises:
        ValueError: an outermost act without a name.
    """
    outer = current_act.get()
    base = outer or request_act()
    if not (name or base.act):
        raise ValueError("an act needs a name")
    given: dict[str, Any] = {}
    if name:
        given["act"] = escape_controls(name)[:60]
    if reason:
        given["reason"] = escape_controls(reason)[:2000]
    if by is not None:
        given.update(user_id=by.pk, user_name=name_of(by))
    elif outer is None:
        given.update(user_id=None, user_name="")
    context: ActContext = replace(base, **given)
    nested = connection.in_atomic_block
    with transaction.atomic():
        token = current_act.set(context)
        try:
            if context != outer:
                set_context(context)
            yield
            if nested and context != outer:
                set_context(outer)
        finally:
            current_act.reset(token)


def record_access(
    kind: str,
    *,
    user: Any,
    request: Any = None,
    target: str = "",
    detail: Mapping[str, Any] | None = None,
) -> AccessEvent:
    """Write down a sign-in, refusal, export, reveal or download.

    Args:
        kind: a value of ``AccessEvent.Kind``.
        user: who; None or an anonymous user when nobody is signed in.
        request: the request, for its address; the running one when left out.
        target: what was accessed, in words or as a path, without personal values.
        detail: numbers and names that explain it (rows, filters), without personal values.
    Returns:
        the stored event.
    Raises:
        ValueError: an unknown kind.
    """
    context = getattr(request, "audit_context", None) or current_request.get()
    known = user is not None and user.is_authenticated
    return AccessEvent.objects.create(
        kind=AccessEvent.Kind(kind),
        user_id=user.pk if known else None,
        user_name=name_of(user) if known else "",
        target=escape_controls(str(target))[:400],
        detail=clean_detail(dict(detail or {})),
        request_id=context.request_id if context else "",
        address=context.address if context else "",
    )


def latest_change() -> int | None:
    """Number of the last row change of the audited tables; None while anybody is writing.

    Equal numbers mean that no row was changed in between. Numbers are handed out before their
    transactions end, so with a writer under way a lower one may still appear: then nothing is
    said. Every writer holds a lock on its own transaction, looked for after the rows were.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT coalesce(max(id), 0) FROM audit_change), NOT EXISTS "
            "(SELECT FROM pg_locks LEFT JOIN pg_stat_activity AS writer USING (pid) "
            "WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted "
            "AND coalesce(writer.datname, current_database()) = current_database() "
            "AND writer.backend_type IS DISTINCT FROM 'autovacuum worker')"
        )
        number, is_quiet = cursor.fetchone()
    return number if is_quiet else None
