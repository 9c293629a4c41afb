"""`manage.py load_demo`: the demonstration, once, only in a demo database of this machine."""

from django.core.management.base import BaseCommand

from ipcontact.ops.preparation import accounts_file, load_demo


class Command(BaseCommand):
    help = "装入演示数据和演示账号（只限本机演示数据库，只装一次）"

    def handle(self, *, verbosity: int, **options) -> None:
        was_loaded = load_demo(self.stdout)
        if verbosity:
            self.stdout.write("演示数据已装入。" if was_loaded else "演示数据早已装入，没有改动。")
            self.stdout.write(f"演示账号：{accounts_file()}")
