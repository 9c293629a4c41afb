"""From nothing to a database the program can serve: server, tables, reference, demo data."""

import json
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ipcontact.localdb.fingerprint import schema_fingerprint
from ipcontact.localdb.server import LocalServer
from ipcontact.ops.checks import database_is_local
from ipcontact.ops.models import Installation
from ipcontact.ops.rooms import modules_named
from ipcontact.ops.tables import advice, missing_columns

Step = Callable[[str, Callable[[], object]], object]


def accounts_file() -> Path:
    """Where the random passwords of this clone's demo accounts are kept."""
    return settings.LOCAL_DIR / "demo-accounts.json"


def demo_accounts() -> list[dict]:
    """The demo accounts of this clone; none in a real register."""
    if not settings.DEMO or not accounts_file().exists():
        return []
    return json.loads(accounts_file().read_text(encoding="utf-8"))


def start_embedded() -> bool:
    """Bring up the embedded server with the database; True when it was not running."""
    server = LocalServer(settings.LOCAL_DIR)
    was_started = server.ensure_running()
    server.ensure_database(settings.DATABASES["default"]["NAME"])
    return was_started


def prepare(step: Step) -> None:
    """Make the database ready to serve; what is done already is not done again.

    Args: step: called with a sentence and the work; shows progress and runs it.
    Raises CommandError when the database holds the other kind of register, or was made by a
    version whose tables cannot be brought up to date.
    """
    fingerprint = schema_fingerprint(settings.BASE_DIR)
    if _prepared_as() != fingerprint:
        step("建立或更新数据表", lambda: call_command("migrate", interactive=False, verbosity=0))
        _refuse_older_tables()
        step("建立缓存表", lambda: call_command("createcachetable", verbosity=0))
        step("装入基础数据", lambda: call_command("load_reference", verbosity=0))
        current_installation()
        Installation.objects.update(prepared_as=fingerprint)
    if settings.WHITENOISE_USE_FINDERS:
        settings.STATIC_ROOT.mkdir(exist_ok=True)  # empty, but looked for
    else:
        step("收集静态文件", lambda: call_command("collectstatic", interactive=False, verbosity=0))
    if current_installation().demo_loaded_at is None and settings.DEMO:
        step("装入演示数据", lambda: call_command("load_demo", verbosity=0))


def current_installation() -> Installation:
    """The row of this database, written on first use.

    Raises CommandError when a demo is asked of a real register, or the other way round.
    """
    found, _ = Installation.objects.get_or_create(pk=1, defaults={"is_demo": settings.DEMO})
    if found.is_demo != settings.DEMO:
        held = "演示数据" if found.is_demo else "正式名录"
        raise CommandError(f"该数据库中是{held}，与 DEMO={int(settings.DEMO)} 不符，已停止。")
    return found


def load_demo(stdout) -> bool:
    """Build the demo data through each room's services, all or nothing.

    Args: stdout: where the rooms report progress.
    Returns: False when it was there already.
    Raises: CommandError in a real register or on a database of another machine.
    """
    if not settings.DEMO or not database_is_local():
        raise CommandError("只有本机的演示数据库可以装入演示数据和演示账号。")
    with transaction.atomic():
        Installation.objects.select_for_update().filter(pk=1).first()
        installation = current_installation()
        if installation.demo_loaded_at is not None:
            return False
        accounts: list[dict] = []
        for _, module in modules_named("demo"):
            accounts += module.load(stdout) or []
        installation.demo_loaded_at = timezone.now()
        installation.save(update_fields=["demo_loaded_at"])
        if accounts:
            _write_accounts(accounts)
    return True


def _write_accounts(accounts: list[dict]) -> None:
    accounts_file().parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(accounts_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(accounts, file, ensure_ascii=False, indent=2)


def _refuse_older_tables() -> None:
    if missing := missing_columns():
        raise CommandError(advice(missing))


def _prepared_as() -> str:
    """Fingerprint the database was prepared with; empty for a new database."""
    try:
        with transaction.atomic():
            found = Installation.objects.filter(pk=1).first()
    except DatabaseError:
        connection.close()
        return ""
    return found.prepared_as if found else ""
