"""One embedded PostgreSQL cluster: create, start, find again after a crash, stop."""

import contextlib
import fcntl
import os
import shutil
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from ipcontact.localdb import processes, socket_dir
from ipcontact.localdb.binaries import LocalDatabaseError, Runner, runner_for

START_SECONDS = 60
SUPERUSER = "app"
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class LocalServer:
    """The cluster `local_dir/cluster` and the server on it.

    Args: local_dir: the clone's `.local` folder; cluster: folder name of the data;
    durable: False for tests, whose data may be lost with the machine.
    """

    def __init__(self, local_dir: Path, cluster: str = "pg", *, durable: bool = True) -> None:
        self.local_dir = local_dir.resolve()
        self.cluster = cluster
        self.durable = durable
        self.sockets = socket_dir(self.local_dir, cluster)
        self.log = self.local_dir / f"{cluster}.log"

    def answers(self, database: str = "postgres") -> bool:
        """Whether the server answers a query now. Nothing else counts as running."""
        try:
            with self.connect(database) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.Error:
            return False

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A plain connection in autocommit, as the owner of the cluster."""
        return psycopg.connect(
            host=str(self.sockets),
            user=SUPERUSER,
            dbname=database,
            connect_timeout=3,
            autocommit=True,
        )

    def ensure_running(self) -> bool:
        """Bring the server up whatever state it was left in.

        Returns True when it had to be started. Raises LocalDatabaseError with the end of
        the server's log when it does not come up.
        """
        if self.answers():
            return False
        with self._lock():
            if self.answers():
                return False
            runner = self._runner()
            self._private_socket_dir(runner)
            if not (runner.data_dir / "PG_VERSION").exists():
                self._initialise(runner)
            if self._clear_remains(runner):
                return False
            self._start(runner)
            return True

    def stop(self) -> bool:
        """Stop the server; True when it was running. Clients are disconnected."""
        with self._lock():
            runner = self._runner()
            pids = processes.pids_working_in(runner.data_dir, "postgres")
            if not pids and not self.answers():
                return False
            options = ("-D", str(runner.data_dir), "-m", "fast", "-w", "-t", "30")
            runner.run("pg_ctl", "stop", *options, log=self.log, timeout=40)
            left = processes.pids_working_in(runner.data_dir, "postgres")
            processes.end(left, signals=(signal.SIGQUIT, signal.SIGKILL))
            shutil.rmtree(self.sockets, ignore_errors=True)
            return True

    def status(self) -> dict[str, object]:
        """What a person asks first: running, process numbers, folders, log."""
        runner = self._runner()
        return {
            "running": self.answers(),
            "pids": processes.pids_working_in(runner.data_dir, "postgres"),
            "data": str(runner.data_dir),
            "socket": str(self.sockets),
            "log": str(self.log),
        }

    def has_database(self, name: str) -> bool:
        """Whether a database of that name exists. The server must be running."""
        with self.connect() as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            return connection.execute(query, [name]).fetchone() is not None

    def ensure_database(self, name: str) -> bool:
        """Create the database when it is missing; True when it was created."""
        if self.has_database(name):
            return False
        with self.connect() as connection, contextlib.suppress(psycopg.errors.DuplicateDatabase):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return True

    def _runner(self) -> Runner:
        return runner_for(self.local_dir / self.cluster)

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """Only one process at a time changes the state of the server."""
        self.local_dir.mkdir(parents=True, exist_ok=True)
        with (self.local_dir / f"{self.cluster}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _private_socket_dir(self, runner: Runner) -> None:
        """The folder in the shared temporary folder must be ours alone: trust rests on it."""
        with contextlib.suppress(FileExistsError):
            self.sockets.mkdir(mode=0o700)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or (found.st_uid != os.geteuid() and not runner.account):
            raise LocalDatabaseError(f"{self.sockets} 属于其他用户，请删除后再试。")
        self.sockets.chmod(0o700)
        runner.own(self.sockets)

    def _initialise(self, runner: Runner) -> None:
        """initdb into a folder of its own, renamed when complete: a cut leaves no half."""
        partial = runner.data_dir.with_name(f"{runner.data_dir.name}.new")
        shutil.rmtree(partial, ignore_errors=True)
        options = ("-U", SUPERUSER, "--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust")
        durability = () if self.durable else ("--no-sync",)
        status = runner.run(
            "initdb", "-D", str(partial), *options, *durability, log=self.log, timeout=120
        )
        if status:
            raise LocalDatabaseError(f"内置数据库初始化失败：{self._log_end()}")
        partial.rename(runner.data_dir)

    def _clear_remains(self, runner: Runner) -> bool:
        """Deal with what a killed server left; True when a starting one came up after all."""
        main = self._recorded_pid(runner)
        pids = processes.pids_working_in(runner.data_dir, "postgres")
        if main in pids and processes.wait_until(self.answers, seconds=15, step=0.2):
            return True
        processes.end(pids, signals=(signal.SIGINT, signal.SIGQUIT, signal.SIGKILL))
        # The number may by now belong to a stranger, or to a dead process nobody collected:
        # PostgreSQL would take either for a running server and refuse to start.
        for remnant in (runner.data_dir / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
            remnant.unlink(missing_ok=True)
        return False

    def _recorded_pid(self, runner: Runner) -> int:
        try:
            return int((runner.data_dir / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return 0

    def _start(self, runner: Runner) -> None:
        settings = ["listen_addresses=", f"unix_socket_directories={self.sockets}"]
        settings += ["unix_socket_permissions=0700", "max_connections=100", "logging_collector=off"]
        settings += [] if self.durable else NOT_DURABLE
        options = " ".join(f"-c {setting}" for setting in settings)
        start = ("-D", str(runner.data_dir), "-w", "-t", str(START_SECONDS), "-o", options)
        self._trim_log()
        status = runner.run("pg_ctl", "start", *start, log=self.log, timeout=START_SECONDS + 10)
        if status or not processes.wait_until(self.answers, seconds=10):
            raise LocalDatabaseError(f"内置数据库启动失败：{self._log_end()}")

    def _trim_log(self) -> None:
        """Keep one older log; the server writes little, but a clone may live for years."""
        if self.log.exists() and self.log.stat().st_size > 10_000_000:
            self.log.replace(self.log.with_suffix(".log.1"))

    def _log_end(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").splitlines()[-8:]
        except OSError:
            lines = []
        return "\n".join([f"详见 {self.log}", *lines])
