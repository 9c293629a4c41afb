"""Databases of a test run: one template, prepared once, cloned for every worker.

Migrating takes many seconds, cloning a database takes a fraction of one. The template is
named by what decides its content, so that it is prepared again exactly when that changes.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from ipcontact.audit.models import Change
from ipcontact.localdb.fingerprint import schema_fingerprint
from ipcontact.localdb.server import LocalServer

TEMPLATE_PREFIX = "ipcontact_tpl_"
CLONE_PREFIX = "ipcontact_test_"
TEMPLATE_VARIABLE = "IPCONTACT_TEST_TEMPLATE"  # handed down to the workers of the run
HOURS_KEPT = 6


def use_database(name: str) -> None:
    """Point Django's connection of this process, and of its later threads, at a database."""
    connection = connections["default"]
    connection.close()
    connection.settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name


def ensure_template() -> str:
    """Name of the prepared template, made first when it is missing."""
    name = TEMPLATE_PREFIX + schema_fingerprint(settings.BASE_DIR)
    with _only_one(settings.LOCAL_DIR / "test-template.lock"), _administration() as server:
        if not _exists(server, name):
            partial = f"{name}_new"
            _drop(server, partial)
            _create(server, partial, like="template1")
            _prepare(partial)
            _rename(server, partial, name)
        _drop_old(server, keep=name)
    os.environ[TEMPLATE_VARIABLE] = name
    return name


def clone(name: str, like: str = "") -> None:
    """Make `name` a fresh copy of the template (or of `like`), whatever it was before."""
    with _administration() as server:
        _drop(server, name)
        _create(server, name, like=like or os.environ[TEMPLATE_VARIABLE])


def drop(name: str) -> None:
    with _administration() as server:
        _drop(server, name)


@contextlib.contextmanager
def running_server() -> Iterator[None]:
    """The test cluster for the length of a test run; the last run to end stops it."""
    if settings.DATABASE_URL:
        yield
        return
    server = LocalServer(settings.LOCAL_DIR, settings.TEST_CLUSTER, durable=False)
    settings.LOCAL_DIR.mkdir(exist_ok=True)
    with (settings.LOCAL_DIR / "test-pg.users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server.ensure_running()
        yield
        fcntl.flock(users, fcntl.LOCK_UN)
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            server.stop()


def _prepare(name: str) -> None:
    previous = settings.DATABASES["default"]["NAME"]
    use_database(name)
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_reference", verbosity=0)
        with connections["default"].cursor() as cursor:  # tests expect to find their own rows only
            cursor.execute(f"TRUNCATE {Change._meta.db_table} RESTART IDENTITY")
    finally:
        use_database(previous)


def _administration() -> psycopg.Connection:
    """A connection to the server that is not inside any database we make or drop."""
    connection = connections["default"]
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    for key in ("context", "cursor_factory", "prepare_threshold", "pool", "options"):
        parameters.pop(key, None)
    return psycopg.connect(**parameters, autocommit=True)


@contextlib.contextmanager
def _only_one(path: Path) -> Iterator[None]:
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _exists(server: psycopg.Connection, name: str) -> bool:
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    return server.execute(query, [name]).fetchone() is not None


def _drop(server: psycopg.Connection, name: str) -> None:
    command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    server.execute(command.format(sql.Identifier(name)))


def _rename(server: psycopg.Connection, old: str, new: str) -> None:
    command = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    server.execute(command.format(sql.Identifier(old), sql.Identifier(new)))


def _create(server: psycopg.Connection, name: str, *, like: str) -> None:
    """Copy a database; its comment keeps the time, which PostgreSQL does not record."""
    command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    server.execute(command.format(sql.Identifier(name), sql.Identifier(like)))
    [now] = server.execute("SELECT to_char(now(), 'YYYY-MM-DD HH24:MI:SS TZ')").fetchone()
    command = sql.SQL("COMMENT ON DATABASE {} IS {}")
    server.execute(command.format(sql.Identifier(name), sql.Literal(now)))


def _drop_old(server: psycopg.Connection, *, keep: str) -> None:
    """What earlier runs left: templates of older models, clones of killed runs."""
    query = """SELECT datname FROM pg_database
               WHERE (datname LIKE %s OR datname LIKE %s) AND datname <> %s
                 AND shobj_description(oid, 'pg_database')::timestamptz
                     < now() - make_interval(hours => %s)"""
    patterns = [f"{TEMPLATE_PREFIX}%", f"{CLONE_PREFIX}%"]
    for (name,) in server.execute(query, [*patterns, keep, HOURS_KEPT]).fetchall():
        _drop(server, name)


def clone_name(worker: str) -> str:
    """Database of one worker of one run; runs at the same time do not meet."""
    return f"{CLONE_PREFIX}{os.getpid()}_{worker}"
