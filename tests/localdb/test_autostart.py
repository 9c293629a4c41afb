"""Which commands find the embedded server running."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from ipcontact.localdb.server import LocalServer

MANAGE = settings.BASE_DIR / "manage.py"


def run_manage(local_dir, *words, **variables) -> subprocess.CompletedProcess:
    """manage.py in a process of its own, on a clone's folder of its own."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "DEBUG", "PROCESS_KIND"}
    }
    return subprocess.run(
        [sys.executable, "-W", "ignore::RuntimeWarning", str(MANAGE), *words],
        env={**kept, "LOCAL_DIR": str(local_dir), **variables},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    "words",
    [["help"], ["--version"], ["makemigrations", "--check", "--dry-run"], ["migrate", "-h"]],
)
def test_command_when_it_needs_no_database_then_none_is_started(server, words):
    outcome = run_manage(server.local_dir, *words)

    assert outcome.returncode == 0, outcome.stderr
    assert not (server.local_dir / "pg").exists()


def test_command_when_it_needs_the_database_then_started_and_left_running(server):
    code = "from django.db import connection as c; print(c.cursor().execute('SELECT 1').fetchone())"

    outcome = run_manage(server.local_dir, "shell", "--no-imports", "-c", code)

    assert outcome.stdout.strip() == "(1,)", outcome.stderr
    assert server.answers() is True
    assert server.has_database("ipcontact_demo") is True


def test_command_when_real_server_is_named_then_embedded_one_is_left_alone(server):
    outcome = run_manage(
        server.local_dir,
        "migrate",
        "--check",
        DATABASE_URL="postgres://app@%2Fnowhere/none",
        DEBUG="1",
    )

    assert outcome.returncode != 0
    assert not (server.local_dir / "pg").exists()


def test_localdb_command_when_used_by_hand_then_starts_tells_and_stops(server, settings, capsys):
    settings.LOCAL_DIR = server.local_dir

    with pytest.raises(SystemExit) as not_running:
        call_command("localdb", "status")
    call_command("localdb", "start")
    call_command("localdb", "start")
    call_command("localdb", "status")
    call_command("localdb", "stop")
    call_command("localdb", "stop")

    assert not_running.value.code == 3
    said = [line for line in capsys.readouterr().out.splitlines() if "：" not in line]
    assert said == [
        "内置数据库已启动。",
        "内置数据库本来就在运行。",
        "内置数据库已停止。",
        "内置数据库没有在运行。",
    ]


def test_psql_when_given_a_query_then_answers(server):
    outcome = run_manage(server.local_dir, "localdb", "psql", "--", "-Atc", "SELECT '中文'")

    assert outcome.stdout.strip() == "中文", outcome.stderr
    assert LocalServer(server.local_dir).answers() is True
