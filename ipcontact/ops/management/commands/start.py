"""`manage.py start`: the whole system in the foreground (what `make run` calls)."""

import os

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ipcontact.localdb.binaries import LocalDatabaseError
from ipcontact.ops.administrators import has_administrators
from ipcontact.ops.run import Run


class Command(BaseCommand):
    help = "准备数据库并启动网站和后台任务，Ctrl-C 全部停止"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *, port: int, **options) -> None:
        self.port = port
        try:
            Run(port, self.stdout, self.first_administrators)()
        except LocalDatabaseError as error:
            raise CommandError(str(error)) from error

    def first_administrators(self) -> None:
        """In a real register somebody has to be the first to sign in."""
        if settings.DEMO or has_administrators():
            return
        self.stdout.write("\n这是空的正式名录，还没有管理员。")
        if os.isatty(0):
            call_command("create_first_admin")
        else:
            same = "（先设好与这里相同的 DATABASE_URL 等变量）" if settings.DATABASE_URL else ""
            self.stdout.write(
                f"请在另一个终端运行{same}："
                f"DEMO=0 PORT={self.port} .venv/bin/python manage.py create_first_admin\n"
            )
