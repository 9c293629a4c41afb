"""`manage.py start` as a person uses it: the whole system, killed and started again."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys

import pytest
from django.conf import settings

from ipcontact.localdb import processes
from ipcontact.localdb.server import LocalServer

START_SECONDS = 90
LEFT_OUT = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "DEBUG", "DEMO", "PROCESS_KIND"}
pytestmark = pytest.mark.slow


class Started:
    """One `manage.py start` on a folder of its own."""

    def __init__(self, local_dir, port: int, demo: str) -> None:
        self.local_dir, self.port = local_dir, port
        kept = {key: value for key, value in os.environ.items() if key not in LEFT_OUT}
        own = {"LOCAL_DIR": str(local_dir), "PORT": str(port), "DEMO": demo}
        self.output = local_dir / "start.log"
        with self.output.open("a") as file:
            self.process = subprocess.Popen(
                [sys.executable, str(settings.BASE_DIR / "manage.py"), "start"],
                env={**kept, **own, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def children(self) -> dict[str, int]:
        try:
            record = json.loads((self.local_dir / "run.json").read_text())
        except (OSError, ValueError):
            return {}
        return {name: pid for name, (pid, _) in record.items()}

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def wait_ready(self) -> None:
        ready = processes.wait_until(
            lambda: (
                (self.get("/readyz") == 200 and len(self.children()) == 2)
                or self.process.poll() is not None
            ),
            seconds=START_SECONDS,
            step=0.2,
        )
        assert (ready, self.process.poll()) == (True, None), self.output.read_text()

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@pytest.fixture
def start(tmp_path):
    local_dir = tmp_path / "重点 联系"
    local_dir.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    made: list[Started] = []

    def one(demo: str = "0", port: int = port) -> Started:
        made.append(Started(local_dir, port, demo))
        return made[-1]

    yield one
    for started in made:
        if started.process.poll() is None:
            started.end(signal.SIGTERM)
    LocalServer(local_dir).stop()


def test_start_when_each_process_is_killed_then_serves_again_and_ends_clean(start):
    first = start()
    first.wait_ready()
    server = LocalServer(first.local_dir)

    killed = first.children()
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)
    assert processes.wait_until(
        lambda: not set(killed.values()) & set(first.children().values()), seconds=20
    )
    first.wait_ready()
    os.kill(server.status()["pids"][0], signal.SIGKILL)
    first.wait_ready()
    first.end(signal.SIGKILL)
    orphans = first.children()
    second = start()
    assert processes.wait_until(
        lambda: len(second.children()) == 2 and second.children() != orphans, seconds=60
    )
    second.wait_ready()
    pids = [*second.children().values(), *server.status()["pids"]]

    assert not any(map(processes.is_alive, orphans.values()))
    assert second.end(signal.SIGINT) == 0
    assert not any(map(processes.is_alive, pids))
    assert processes.port_is_free("127.0.0.1", second.port)


def test_start_when_register_is_real_then_prepared_once_and_asks_for_administrators(start):
    first = start(demo="0")
    first.wait_ready()
    refused = start(demo="0")
    refused_status = refused.process.wait(30)
    first.end(signal.SIGTERM)
    said = first.output.read_text()
    first.output.unlink()

    second = start(demo="0")
    second.wait_ready()

    assert "manage.py create_first_admin" in said
    assert (refused_status, "本目录的系统已在运行" in said) == (1, True)
    assert not (first.local_dir / "demo-accounts.json").exists()
    steps = [line for line in second.output.read_text().splitlines() if line.startswith("〔准备〕")]
    assert steps == ["〔准备〕启动内置数据库 …"]


def test_start_when_port_is_taken_then_names_the_holder(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = start(port=port)

        assert refused.process.wait(30) == 1

    said = refused.output.read_text()
    assert f"端口 {port} 已被占用：进程 {os.getpid()}（" in said
    assert not (refused.local_dir / "pg").exists()
