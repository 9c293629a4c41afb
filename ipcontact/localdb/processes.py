"""What runs on this machine, read from /proc: alive or not, whose folder, which port."""

import contextlib
import os
import signal
import socket
import time
from pathlib import Path

PROC = Path("/proc")


def is_alive(pid: int) -> bool:
    """Whether a process runs. A zombie (dead, not yet collected by its parent) does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _stat(pid)[:1] != ["Z"]


def started_at(pid: int) -> str:
    """Start time of a process in clock ticks since boot; tells a reused number from the
    process that was meant. Empty when unknown."""
    fields = _stat(pid)
    return fields[19] if len(fields) > 19 else ""


def group_of(pid: int) -> int:
    """Process group of a process; 0 when it is gone."""
    fields = _stat(pid)
    return int(fields[2]) if len(fields) > 2 else 0


def name_of(pid: int) -> str:
    """Short name of the program a process runs; empty when it is gone."""
    try:
        return (PROC / str(pid) / "comm").read_text().strip()
    except OSError:
        return ""


def catches(pid: int, number: int) -> bool:
    """Whether a process has a handler of its own for a signal; False when it cannot be seen."""
    try:
        status = (PROC / str(pid) / "status").read_text()
    except OSError:
        return False
    masks = (line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(next(masks, "0"), 16) >> (number - 1) & 1)


def command_of(pid: int) -> str:
    """Command line of a process, for a person to read; empty when it cannot be seen."""
    try:
        raw = (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return ""
    return raw.replace(b"\0", b" ").decode(errors="replace").strip()


def pids_working_in(folder: Path, name: str) -> list[int]:
    """Processes of that executable name whose working directory is `folder`.

    A PostgreSQL server and all its children work in their data folder, so this finds the
    server that belongs to a cluster whatever `postmaster.pid` says.
    """
    found = []
    for entry in PROC.glob("[0-9]*"):
        pid = int(entry.name)
        try:
            same = os.path.samefile(entry / "cwd", folder)
            is_named = (entry / "comm").read_text().strip() == name
        except OSError:
            continue
        if same and is_named and is_alive(pid):
            found.append(pid)
    return sorted(found)


def end(
    pids: list[int],
    *,
    signals: tuple[int, ...] = (signal.SIGTERM, signal.SIGKILL),
    seconds: float = 5,
) -> bool:
    """Send each signal in turn, up to `seconds` apart, until all are gone."""
    for number in signals:
        for pid in pids:
            try:
                os.kill(pid, number)
            except (ProcessLookupError, PermissionError):
                continue
        if wait_until(lambda: not any(is_alive(pid) for pid in pids), seconds=seconds):
            return True
    return False


def wait_until(condition, *, seconds: float, step: float = 0.05) -> bool:
    """Whether `condition()` became true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(step)
    return True


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen on that address now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def port_holders(port: int) -> list[tuple[int, str]]:
    """(process number, command) of those who listen on a TCP port, as far as this user sees."""
    sockets = _listening_sockets(port)
    found = []
    for entry in PROC.glob("[0-9]*"):
        if sockets & _open_files(entry):
            found.append((int(entry.name), command_of(int(entry.name))))
    return sorted(found)


def _open_files(process: Path) -> set[str]:
    """What a process has open; empty when it is not ours to see."""
    names = set()
    try:
        links = list((process / "fd").iterdir())
    except OSError:
        return names
    for link in links:
        with contextlib.suppress(OSError):  # closed since
            names.add(os.readlink(link))
    return names


def _listening_sockets(port: int) -> set[str]:
    listening = "0A"
    names = set()
    for table in ("tcp", "tcp6"):
        try:
            lines = (PROC / "net" / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for fields in map(str.split, lines):
            if fields[3] == listening and int(fields[1].rsplit(":", 1)[1], 16) == port:
                names.add(f"socket:[{fields[9]}]")
    return names


def _stat(pid: int) -> list[str]:
    """Fields of /proc/<pid>/stat after the name: state first, start time twentieth."""
    try:
        raw = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return []
    return raw.rsplit(")", 1)[1].split()
