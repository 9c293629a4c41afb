"""The embedded server comes up whatever state it was left in."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from ipcontact.localdb import processes
from ipcontact.localdb.binaries import LocalDatabaseError
from ipcontact.localdb.server import LocalServer


def test_ensure_running_when_nothing_exists_then_creates_and_second_call_finds_it(server):
    assert server.answers() is False

    assert server.ensure_running() is True
    assert server.ensure_running() is False

    with server.connect() as connection:
        shown = {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in SETTINGS}
    assert shown == SETTINGS


SETTINGS = {"server_encoding": "UTF8", "listen_addresses": "", "unix_socket_permissions": "0700"}


def test_ensure_running_when_every_process_was_killed_then_data_is_there(server):
    server.ensure_running()
    server.ensure_database("名录")
    with server.connect("名录") as connection:
        connection.execute("CREATE TABLE kept AS SELECT '企业' AS name")
        connection.execute("CHECKPOINT")
    for pid in server.status()["pids"]:
        os.kill(pid, signal.SIGKILL)

    assert server.ensure_running() is True

    with server.connect("名录") as connection:
        assert connection.execute("SELECT name FROM kept").fetchall() == [("企业",)]


def test_ensure_running_when_main_process_was_killed_then_orphans_do_not_hinder(server):
    server.ensure_running()
    main = int((server.local_dir / "pg" / "postmaster.pid").read_text().split()[0])
    with server.connect() as client:
        os.kill(main, signal.SIGKILL)

        assert server.ensure_running() is True
        assert client.closed is False  # the client never said good-bye

    assert main not in server.status()["pids"]


def test_ensure_running_when_recorded_number_belongs_to_a_stranger_then_starts(server):
    server.ensure_running()
    server.stop()
    (server.local_dir / "pg" / "postmaster.pid").write_text(f"{os.getpid()}\n")

    assert server.ensure_running() is True


def test_ensure_running_when_initialisation_was_cut_then_done_again(server):
    (server.local_dir / "pg.new" / "base").mkdir(parents=True)

    assert server.ensure_running() is True
    assert not (server.local_dir / "pg.new").exists()


def test_ensure_running_when_called_at_once_then_started_once(server):
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: server.ensure_running(), range(4)))

    assert sorted(outcomes) == [False, False, False, True]


def test_ensure_running_when_starter_is_killed_then_server_stays_and_is_found(server):
    code = (
        "import os, sys; from pathlib import Path;"
        "from ipcontact.localdb.server import LocalServer;"
        "LocalServer(Path(sys.argv[1]), durable=False).ensure_running(); os.kill(os.getpid(), 9)"
    )
    starter = subprocess.run([sys.executable, "-c", code, str(server.local_dir)], check=False)

    assert starter.returncode == -signal.SIGKILL
    assert server.ensure_running() is False


def test_two_clusters_when_in_two_clones_then_do_not_meet(server, tmp_path):
    other = LocalServer(tmp_path / "二" / ".local", durable=False)
    try:
        server.ensure_running()
        other.ensure_running()
        other.ensure_database("mine")

        assert server.has_database("mine") is False
        assert not set(server.status()["pids"]) & set(other.status()["pids"])
    finally:
        other.stop()


def test_stop_when_running_then_no_process_and_no_socket_is_left(server):
    server.ensure_running()
    pids = server.status()["pids"]

    assert server.stop() is True
    assert server.stop() is False

    assert not any(map(processes.is_alive, pids))
    assert not server.sockets.exists()


def test_socket_folder_when_somebody_else_put_it_there_then_refused(server, tmp_path):
    server.sockets.symlink_to(tmp_path)
    try:
        with pytest.raises(LocalDatabaseError, match="属于其他用户"):
            server.ensure_running()
    finally:
        server.sockets.unlink()


def test_socket_folder_when_created_then_private(server):
    server.ensure_running()

    assert server.sockets.stat().st_mode & 0o777 == 0o700


def test_ensure_running_when_start_fails_then_says_why(server):
    server.ensure_running()
    server.stop()
    (server.local_dir / "pg" / "postgresql.conf").write_text("shared_buffers = nonsense\n")

    with pytest.raises(LocalDatabaseError, match="shared_buffers"):
        server.ensure_running()


def test_ensure_database_when_repeated_then_created_once(server):
    server.ensure_running()

    assert server.ensure_database("ipcontact") is True
    assert server.ensure_database("ipcontact") is False
