"""`manage.py localdb start|stop|status|psql`: the embedded PostgreSQL by hand."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ipcontact.localdb.binaries import LocalDatabaseError, find_bin_dir
from ipcontact.localdb.server import SUPERUSER, LocalServer


class Command(BaseCommand):
    help = "启动、停止、查看内置数据库，或进入 psql"
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status", "psql"])
        parser.add_argument("words", nargs="*", help="psql 的其他参数（写在 -- 之后）")

    def handle(self, *, action: str, words: list[str], **options) -> None:
        server = LocalServer(settings.LOCAL_DIR)
        try:
            getattr(self, action)(server, words)
        except LocalDatabaseError as error:
            raise CommandError(str(error)) from error

    def start(self, server: LocalServer, words: list[str]) -> None:
        started = server.ensure_running()
        self.stdout.write("内置数据库已启动。" if started else "内置数据库本来就在运行。")

    def stop(self, server: LocalServer, words: list[str]) -> None:
        stopped = server.stop()
        self.stdout.write("内置数据库已停止。" if stopped else "内置数据库没有在运行。")

    def status(self, server: LocalServer, words: list[str]) -> None:
        found = server.status()
        self.stdout.write("状态：运行中" if found["running"] else "状态：未运行")
        self.stdout.write(f"进程：{' '.join(map(str, found['pids'])) or '无'}")
        self.stdout.write(f"数据：{found['data']}")
        self.stdout.write(f"套接字：{found['socket']}")
        self.stdout.write(f"日志：{found['log']}")
        if not found["running"]:
            raise SystemExit(3)

    def psql(self, server: LocalServer, words: list[str]) -> None:
        server.ensure_running()
        name = settings.DATABASES["default"]["NAME"]
        server.ensure_database(name)
        program = find_bin_dir() / "psql"
        arguments = ["psql", "-h", str(server.sockets), "-U", SUPERUSER, "-d", name, *words]
        os.execv(program, arguments)  # noqa: S606 - replaces this process, no shell involved
