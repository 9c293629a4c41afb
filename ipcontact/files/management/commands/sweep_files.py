"""`manage.py sweep_files [--dry-run]`: the nightly round of attachments, by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from ipcontact.files.sweeping import sweep

LABELS = {
    "unattached": "上传后 24 小时未使用，删除",
    "held": "未归属记录，但仍被引用，保留",
    "abandoned": "没有登记成功的内容，删除",
    "settled": "中断后归位",
    "strangers": "磁盘上有、数据库没有，请核对",
    "missing": "数据库有、磁盘上没有，请核对",
    "ownerless": "所属记录已不存在，请核对",
}


class Command(BaseCommand):
    help = "清理从未使用的附件，并列出磁盘与数据库不一致的内容。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只列出，不改动")

    def handle(self, *args: Any, **options: Any) -> None:
        found = sweep(by=None, dry_run=options["dry_run"])
        if options["dry_run"]:
            self.stdout.write("预演：没有改动任何内容。")
        for name, label in LABELS.items():
            entries = getattr(found, name)
            self.stdout.write(f"{label}：{len(entries)}")
            for entry in entries:
                self.stdout.write(f"  {entry}")
