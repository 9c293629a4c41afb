"""Children are kept alive together and end together."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading

import pytest

from ipcontact.localdb import processes
from ipcontact.ops.supervisor import Child, Make, Supervisor, end_orphans

SLEEPER = [sys.executable, "-c", "import time; time.sleep(300)"]
# Starts a process of its own and pays no attention to polite signals, like a hung master.
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, subprocess, sys, time; signal.signal(15, signal.SIG_IGN);"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)']); time.sleep(300)",
]


@pytest.fixture
def supervisor(tmp_path):
    said: list[str] = []
    made = Supervisor(tmp_path, tmp_path / "run.json", said.append, watch=lambda: None)
    made.said = said
    yield made
    made.stopping.set()
    made.stop()


@pytest.fixture
def running(supervisor):
    """The supervisor at work in a thread."""
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    yield supervisor
    supervisor.stopping.set()
    thread.join()


def recorded(supervisor) -> dict[str, int]:
    return {name: pid for name, (pid, _) in json.loads(supervisor.record.read_text()).items()}


def test_child_when_killed_then_started_again_and_said(running):
    running.start(Child("网站服务", SLEEPER, {}))
    first = recorded(running)["网站服务"]

    os.kill(first, signal.SIGKILL)

    assert processes.wait_until(lambda: recorded(running)["网站服务"] != first, seconds=10)
    assert running.said == ["网站服务 意外退出（-9），0.5 秒后重新启动。"]


def test_stop_when_child_started_others_then_the_whole_group_is_gone(supervisor, monkeypatch):
    monkeypatch.setattr("ipcontact.ops.supervisor.STOP_SECONDS", 0.5)
    supervisor.start(Child("后台任务", STUBBORN, {}))
    leader = recorded(supervisor)["后台任务"]
    assert processes.wait_until(lambda: len(members(leader)) == 2, seconds=10)

    supervisor.stop()

    assert processes.wait_until(lambda: members(leader) == [], seconds=5)
    assert not supervisor.record.exists()
    assert supervisor.said == ["后台任务 没有按时退出，强制结束。"]


def members(leader: int) -> list[int]:
    pids = (int(entry.name) for entry in processes.PROC.glob("[0-9]*"))
    return [pid for pid in pids if processes.group_of(pid) == leader and processes.is_alive(pid)]


def test_end_orphans_when_supervisor_was_killed_then_its_children_end(tmp_path):
    record = tmp_path / "run.json"
    with subprocess.Popen(SLEEPER, start_new_session=True) as orphan:
        entry = [orphan.pid, processes.started_at(orphan.pid)]
        record.write_text(json.dumps({"网站服务": entry}))

        assert end_orphans(record) == ["网站服务"]

    assert orphan.returncode == -signal.SIGTERM
    assert not record.exists()


def test_end_orphans_when_number_now_belongs_to_a_stranger_then_left_alone(tmp_path):
    record = tmp_path / "run.json"
    with subprocess.Popen(SLEEPER, start_new_session=True) as stranger:
        record.write_text(json.dumps({"网站服务": [stranger.pid, "1"]}))

        assert end_orphans(record) == []
        assert stranger.poll() is None

        stranger.kill()


@pytest.mark.parametrize("content", ["", "{", None])
def test_end_orphans_when_record_is_missing_or_cut_then_nothing(tmp_path, content):
    record = tmp_path / "run.json"
    if content is not None:
        record.write_text(content)

    assert end_orphans(record) == []


# Supervises until make ends, then writes a file. Called by a real make.
UNDER_MAKE = """
import pathlib, sys
sys.path.insert(0, {base!r})
from ipcontact.ops.supervisor import Supervisor
here = pathlib.Path({folder!r})
supervisor = Supervisor(here, here / "run.json", print, watch=(here / "begun").touch)
supervisor.run()
(here / "ended").touch()
"""


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_run_when_make_alone_is_told_to_stop_then_ends_with_it(tmp_path, settings, number):
    script = tmp_path / "under.py"
    script.write_text(UNDER_MAKE.format(base=str(settings.BASE_DIR), folder=str(tmp_path)))
    (tmp_path / "Makefile").write_text(f'run:\n\t@exec "{sys.executable}" under.py\n')
    make = subprocess.Popen(
        ["make", "run"],
        cwd=tmp_path,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # as from a terminal
    )
    assert processes.wait_until((tmp_path / "begun").exists, seconds=20)

    make.send_signal(number)

    assert processes.wait_until((tmp_path / "ended").exists, seconds=10)
    assert make.wait(10) == -number


def test_make_when_somebody_else_called_then_none(monkeypatch):
    monkeypatch.setattr(os, "getppid", os.getpid)

    assert Make.above_us() is None
