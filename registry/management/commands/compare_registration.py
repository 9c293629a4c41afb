"""Compare registration data with the register: `manage.py compare_registration FILE [...]`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ipcontact.sheets.reader import SheetError
from registry.changes.services import compare_file

UNREADABLE = 2


class Command(BaseCommand):
    help = "从 Excel 比对登记信息（名称、代码、住所、状态、法定代表人），差异等待逐项处理。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help=".xlsx 或 .xls 文件")
        parser.add_argument("--dry-run", action="store_true", help="只比对，不写入")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            comparison, run = compare_file(
                content=path.read_bytes(),
                filename=path.name,
                by=None,
                dry_run=options["dry_run"],
            )
        except (SheetError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            words = f"{path.name}：读不了这个文件：{reason}"
            raise CommandError(words, returncode=UNREADABLE) from error
        summary = comparison.summary()
        cells = [
            {
                "row": each.row,
                "unit": each.unit.public_no,
                "field": each.field,
                "old": each.old,
                "new": each.new,
            }
            for each in comparison.found
        ]
        if options["json"]:
            kept = run.summary["kept"] if run else 0
            whole = {**summary, "kept": kept, "cells": cells}
            self.stdout.write(json.dumps(whole, ensure_ascii=False))
            return
        self.stdout.write(
            f"{summary['rows']}行：{summary['matched']}家在单位库，"
            f"{summary['differences']}处不同，{len(summary['rejected'])}行或格没有比对。"
        )
        for each in cells:
            self.stdout.write(f"第{each['row']}行 {each['unit']} {each['old']} → {each['new']}")
