"""Keeps the processes of one clone running and ends all of them together."""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ipcontact.localdb import processes

POLL_SECONDS = 0.25
STOP_SECONDS = 10
CALM_SECONDS = 30
LONGEST_PAUSE = 15
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Make:
    """The make that started this process. A Ctrl-C sent to make alone is not passed on (make
    gives back its handler and waits for us), and a killed make leaves us alone."""

    pid: int
    catches_interrupt: bool

    @classmethod
    def above_us(cls) -> "Make | None":
        """The make that called, if one did."""
        pid = os.getppid()
        if processes.name_of(pid) not in ("make", "gmake"):
            return None
        return cls(pid, processes.catches(pid, signal.SIGINT))

    def has_ended(self) -> bool:
        """Whether it is gone or was told to stop."""
        if os.getppid() != self.pid:
            return True
        return self.catches_interrupt and not processes.catches(self.pid, signal.SIGINT)


@dataclass
class Child:
    """One supervised process, in a session of its own so that its group can be ended.

    name: what a person calls it; command, env: how it is started.
    """

    name: str
    command: list[str]
    env: dict[str, str]
    process: subprocess.Popen | None = None
    started: float = 0.0
    pause: float = 0.5
    not_before: float = 0.0

    def start(self, folder: Path) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
            self.command,
            cwd=folder,
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.started = time.monotonic()


@dataclass
class Supervisor:
    """Starts children, restarts what dies, ends everything at a stop signal.

    folder: where children work; record: file naming the children, read by the next start
    after this process was killed; say: prints a sentence; watch: called several times
    a second to keep alive what is not a child (the database); make: ends the run with it.
    """

    folder: Path
    record: Path
    say: Callable[[str], None]
    watch: Callable[[], None]
    children: list[Child] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    make: Make | None = field(default_factory=Make.above_us)

    def listen(self) -> None:
        """From here on a stop signal ends the run instead of the process."""
        for number in STOP_SIGNALS:
            signal.signal(number, lambda *_: self.stopping.set())

    def start(self, child: Child) -> None:
        """Start a child and write it down."""
        child.start(self.folder)
        if child not in self.children:
            self.children.append(child)
        self._write_record()

    def run(self) -> None:
        """Watch until a stop signal arrives or make ends."""
        while not self.stopping.wait(POLL_SECONDS):
            if self.make and self.make.has_ended():
                return
            self.watch()
            for child in self.children:
                self._revive(child)

    def stop(self) -> None:
        """End all children and what they started; politely first."""
        alive = [child for child in self.children if child.process]
        for child in alive:
            _signal_group(child.process.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in alive:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{child.name} 没有按时退出，强制结束。")
            _signal_group(child.process.pid, signal.SIGKILL)
            child.process.wait()
        self.record.unlink(missing_ok=True)

    def _revive(self, child: Child) -> None:
        if child.process and child.process.poll() is not None:
            _signal_group(child.process.pid, signal.SIGKILL)  # workers of a killed master
            if time.monotonic() - child.started > CALM_SECONDS:
                child.pause = 0.5
            status = child.process.returncode
            self.say(f"{child.name} 意外退出（{status}），{child.pause:g} 秒后重新启动。")
            child.not_before = time.monotonic() + child.pause
            child.pause = min(child.pause * 2, LONGEST_PAUSE)
            child.process = None
        if child.process is None and time.monotonic() >= child.not_before:
            self.start(child)

    def _write_record(self) -> None:
        children = {
            child.name: [child.process.pid, processes.started_at(child.process.pid)]
            for child in self.children
            if child.process
        }
        partial = self.record.with_suffix(".new")
        partial.write_text(json.dumps(children, ensure_ascii=False), encoding="utf-8")
        partial.replace(self.record)


def end_orphans(record: Path) -> list[str]:
    """End what a killed supervisor left running; names of what was ended.

    A number that now belongs to a stranger is recognised by its start time and left alone.
    """
    try:
        children = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    ended = []
    for name, (pid, started) in children.items():
        if processes.is_alive(pid) and processes.started_at(pid) != started:
            continue
        if not _group_exists(pid):
            continue
        ended.append(name)
        _signal_group(pid, signal.SIGTERM)
        processes.wait_until(lambda pid=pid: not _group_exists(pid), seconds=5)
        _signal_group(pid, signal.SIGKILL)
    record.unlink(missing_ok=True)
    return ended


def _group_exists(pid: int) -> bool:
    """Whether any member of the group still runs; the dead ones nobody collected do not."""
    if not processes.PROC.exists():
        return _signal_group(pid, 0)
    return any(
        processes.is_alive(int(entry.name))
        for entry in processes.PROC.glob("[0-9]*")
        if processes.group_of(int(entry.name)) == pid
    )


def _signal_group(pid: int, number: int) -> bool:
    """Signal a child and all it started; False when nobody is there."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True
