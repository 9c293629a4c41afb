"""`manage.py load_reference`: regions, agencies, days off, criteria; harmless to repeat."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from ipcontact.ops.rooms import modules_named


class Command(BaseCommand):
    help = "装入基础数据（机构、日历、条件等），可重复执行"

    def handle(self, *, verbosity: int, **options) -> None:
        for label, module in modules_named("reference"):
            with transaction.atomic():
                module.load(settings.FIXTURE_DIRS[0])
            if verbosity:
                self.stdout.write(f"{label}：基础数据已装入。")
