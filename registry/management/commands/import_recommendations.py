"""Import a 推荐汇总表: `manage.py import_recommendations FILE --agency CODE [...]`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ipcontact.accounts.models import Agency
from ipcontact.sheets.reader import SheetError
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import today
from registry.recommendations.examining import sentence
from registry.recommendations.rounds import open_rounds
from registry.recommendations.services.sheets import import_file
from registry.rounds.models import IntakeRound

UNREADABLE = 2


class Command(BaseCommand):
    help = "从 Excel 导入一个推荐单位的推荐汇总表：每家拟一份推荐，等负责人签发。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help=".xlsx 或 .xls 文件")
        parser.add_argument("--agency", required=True, metavar="CODE", help="推荐单位的机构代码")
        parser.add_argument("--round", default="", metavar="NO", help="批次编号，默认正在申报的")
        parser.add_argument("--dry-run", action="store_true", help="只预览，不写入")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        agency = Agency.objects.active().filter(code=options["agency"]).first()
        if agency is None:
            raise CommandError(f"没有代码为 {options['agency']} 的在用机构。")
        try:
            examined, sheet = import_file(
                content=path.read_bytes(),
                filename=path.name,
                agency=agency,
                round=_round(options["round"]),
                by=None,
                now=timezone.now(),
                today=today(),
                dry_run=options["dry_run"],
            )
        except (SheetError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            words = f"{path.name}：读不了这个文件：{reason}"
            raise CommandError(words, returncode=UNREADABLE) from error
        except RuleViolation as error:
            raise CommandError(f"{path.name}：{error.message}") from error
        if options["json"]:
            shown = {**examined.as_json(), "file": options["file"]}
            self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2))
            return
        first = [each.line.defects[0] for each in examined.lines if each.line.defects]
        self.stdout.write(f"{path.name}　{sentence(examined.counts, first)}")
        for defect in [d for each in examined.lines for d in each.line.defects]:
            place = defect.address or f"第 {defect.row} 行"
            self.stdout.write(f"  {place} {defect.column}：{defect.reason}")
        if sheet is None:
            self.stdout.write("  没有写入。")
        else:
            self.stdout.write("  已拟写推荐，等负责人签发。")


def _round(number: str) -> IntakeRound:
    if number:
        found = IntakeRound.objects.published().filter(number=number).first()
        if found is None:
            raise CommandError(f"没有编号为 {number} 的已发布批次。")
        return found
    rounds = open_rounds(timezone.now())
    if not rounds:
        raise CommandError("现在没有正在申报的批次，请用 --round 指定批次编号。")
    return rounds[0]
