"""What `make run` does: prepare, serve, watch, end. Speaks Chinese to the person in front."""

import contextlib
import fcntl
import http.client
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import TextIO

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections

from ipcontact.localdb import processes
from ipcontact.localdb.server import LocalServer
from ipcontact.ops import preparation
from ipcontact.ops.supervisor import Child, Supervisor, end_orphans

HOST = "127.0.0.1"
ANSWER_SECONDS = 60
DATABASE_CHECK_SECONDS = 2


class Run:
    """One `make run` in one clone.

    Args: port: where to serve; out: where to write; before_serving: called when the database
    is ready and nothing is served yet (the first-administrator step).
    """

    def __init__(self, port: int, out: TextIO, before_serving: Callable[[], None]) -> None:
        self.port = port
        self.out = out
        self.before_serving = before_serving
        self.server = None if settings.DATABASE_URL else LocalServer(settings.LOCAL_DIR)
        self.checked_at = 0.0
        self.supervisor = Supervisor(
            folder=settings.BASE_DIR,
            record=settings.LOCAL_DIR / "run.json",
            say=self.say,
            watch=self._watch_database,
        )

    def __call__(self) -> None:
        """Serve until a stop signal. Raises CommandError when it cannot start."""
        settings.LOCAL_DIR.mkdir(exist_ok=True)
        with self._only_run():
            for name in end_orphans(self.supervisor.record):
                self.say(f"上次运行留下的{name}已结束。")
            self._require_port()
            self.supervisor.listen()
            try:
                self._prepare()
                if not self.supervisor.stopping.is_set():
                    self._serve()
            finally:
                self._end()

    def say(self, sentence: str) -> None:
        self.out.write(sentence)
        self.out.flush()

    def step(self, sentence: str, work: Callable[[], object]) -> object:
        """Run one step of the preparation and say how long it took."""
        if self.supervisor.stopping.is_set():
            return None
        self.say(f"〔准备〕{sentence} …")
        begun = time.monotonic()
        result = work()
        self.say(f"　　　　完成，{time.monotonic() - begun:.1f} 秒")
        return result

    def _prepare(self) -> None:
        if self.server:
            self.step("启动内置数据库", preparation.start_embedded)
        preparation.prepare(self.step)
        self.before_serving()
        connections.close_all()

    def _serve(self) -> None:
        self.supervisor.start(Child("网站服务", self._web(), {"PROCESS_KIND": "web"}))
        self.supervisor.start(Child("后台任务", self._worker(), {"PROCESS_KIND": "worker"}))
        if self._wait_for_answer():
            self._announce()
        self.supervisor.run()

    def _end(self) -> None:
        self.say("正在停止 …")
        self.supervisor.stop()
        if self.server:
            self.server.stop()
        self.say("已全部停止。")

    def _web(self) -> list[str]:
        command = [sys.executable, "-m", "gunicorn", "ipcontact.wsgi:application"]
        command += ["--bind", f"{HOST}:{self.port}", "--worker-class", "gthread"]
        command += ["--workers", "2", "--threads", "4", "--graceful-timeout", "5"]
        return [*command, "--no-control-socket", "--log-level", "warning"]

    def _worker(self) -> list[str]:
        manage = str(settings.BASE_DIR / "manage.py")
        return [sys.executable, manage, "procrastinate", "worker", "--concurrency", "2"]

    def _watch_database(self) -> None:
        """Start the embedded server again when it was killed under us."""
        now = time.monotonic()
        if not self.server or now - self.checked_at < DATABASE_CHECK_SECONDS:
            return
        self.checked_at = now
        if not self.server.answers() and self.server.ensure_running():
            self.say("内置数据库意外停止，已重新启动。")

    def _wait_for_answer(self) -> bool:
        """Whether the pages answer; children that die meanwhile are started again."""
        deadline = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < deadline and not self.supervisor.stopping.is_set():
            if _answers(self.port):
                return True
            self.supervisor.stopping.wait(0.1)
        if not self.supervisor.stopping.is_set():
            self.say("网站在一分钟内没有应答，请看上面的报错；仍在重试。")
        return False

    def _announce(self) -> None:
        self.say(f"\n已就绪：http://{HOST}:{self.port}/　（按 Ctrl-C 全部停止）\n")
        accounts = preparation.demo_accounts()
        if accounts:
            self.say(accounts_table(accounts))
            self.say(f"（同一内容保存在 {preparation.accounts_file()}）\n")

    def _require_port(self) -> None:
        if processes.port_is_free(HOST, self.port):
            return
        holders = processes.port_holders(self.port)
        words = "；".join(f"进程 {pid}（{command}）" for pid, command in holders)
        raise CommandError(
            f"端口 {self.port} 已被占用：{words or '其他用户的进程'}。"
            f"请先结束它，或换一个端口：make run PORT={self.port + 1}"
        )

    @contextlib.contextmanager
    def _only_run(self) -> Iterator[None]:
        """One run per clone; the lock ends with the process however it ends."""
        with (settings.LOCAL_DIR / "run.lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                raise CommandError(f"本目录的系统已在运行：{file.read().strip()}") from error
            file.truncate(0)
            file.write(f"进程 {os.getpid()}，http://{HOST}:{self.port}/")
            file.flush()
            yield


def accounts_table(accounts: list[dict]) -> str:
    """The demo accounts as an aligned table; Chinese characters count as two columns."""
    heads = {"username": "用户名", "password": "密码", "name": "姓名", "roles": "角色"}
    heads["agency"] = "机构"
    rows = [heads, *accounts]
    cells = [[_words(row.get(key, "")) for key in heads] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        )
        for row in cells
    ]
    return "\n".join(line.rstrip() for line in [lines[0], "-" * sum(widths), *lines[1:]])


def _words(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()
