"""Import rosters or corrected unit lists from Excel: `manage.py import_units FILE [...]`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ipcontact.sheets.reader import Defect, SheetError
from ipcontact.text.credit_code import normalise_credit_code
from ipcontact.text.rules import parse_date
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import today
from registry.imports.editions import Options
from registry.imports.models import ImportRun
from registry.imports.plan import Plan, sentence
from registry.imports.services import import_file
from registry.roster.choices import EditionKind

UNREADABLE = 2
SHOWN = 8
_SYSTEM_REASONS = {
    FileNotFoundError: "没有这个文件，请核对路径。",
    IsADirectoryError: "这是文件夹，请给出其中的文件。",
    PermissionError: "没有读取权限。",
}


class Command(BaseCommand):
    help = (
        "从 Excel 导入名录（给出 --edition 或文件写有批次时公布为版次），或更正单位资料。"
        "退出码：0 文件已读（不能导入的行见 rejected），1 还有问题要回答、没有保存，2 文件读不了。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help=".xlsx 或 .xls 文件")
        parser.add_argument("--edition", default="", metavar="NAME", help="版次名称")
        parser.add_argument("--published-on", default="", metavar="DATE", help="公布日期")
        parser.add_argument("--document-no", default="", metavar="NO", help="文号")
        parser.add_argument("--kind", choices=EditionKind.values, default=EditionKind.ADDITION)
        parser.add_argument("--units-only", action="store_true", help="只登记和更正单位")
        parser.add_argument(
            "--confirm-code", action="append", default=[], metavar="CODE", help="已对照证照的代码"
        )
        parser.add_argument("--dry-run", action="store_true", help="只预览，不写入")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        given = _options(options)
        results, refusals, unreadable = [], [], False
        for name in options["files"]:
            path = Path(name)
            try:
                plan, run = import_file(
                    content=path.read_bytes(),
                    filename=path.name,
                    options=given,
                    by=None,
                    today=today(),
                    dry_run=options["dry_run"],
                )
            except (SheetError, OSError) as error:
                unreadable = True
                refusals.append(f"{path.name}：读不了这个文件：{_why_unreadable(error)}")
                continue
            except RuleViolation as error:
                refusals.append(f"{path.name}：{error.message}")
                continue
            results.append({**plan.as_json(), "file": str(name)})
            questions = [f"{path.name}：{question}" for question in plan.questions]
            if options["dry_run"] or plan.is_all_rejected:
                for question in questions:
                    self.stderr.write(question)
            else:
                refusals += questions
            if not options["json"]:
                self._tell(plan, run)
        if options["json"] and results:
            shown = results[0] if len(options["files"]) == 1 else results
            self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2))
        if refusals:
            raise CommandError("\n".join(refusals), returncode=UNREADABLE if unreadable else 1)

    def _tell(self, plan: Plan, run: ImportRun | None) -> None:
        self.stdout.write(f"{plan.table.file}　{sentence(plan)}")
        self._tell_grouped("不导入", [d for step in plan.steps for d in step.line.defects])
        self._tell_grouped("提示", plan.warnings())
        if plan.table.ignored_columns:
            names = "、".join(plan.table.ignored_columns)
            self.stdout.write(f"  不认识的列（内容记入备注）：{names}")
        if plan.questions:
            return
        if run is None:
            self.stdout.write("  预览完毕，没有写入。")
            return
        counts = plan.counts
        self.stdout.write(f"  已保存：新增 {counts['new']}，更新 {counts['updated']}。")
        for number, name in run.summary["published"]:
            self.stdout.write(f"  已公布版次 {number}：{name}")

    def _tell_grouped(self, heading: str, defects: list[Defect]) -> None:
        """One line for each reason, with the cells it is about."""
        cells: dict[str, dict[str, None]] = {}
        for defect in defects:
            cell = defect.address or f"第 {defect.row} 行"
            cells.setdefault(f"{defect.column}：{defect.reason}", {})[cell] = None
        for reason, named in cells.items():
            places = list(named)
            more = f" 等 {len(places)} 处" if len(places) > SHOWN else ""
            self.stdout.write(f"  {heading} {'、'.join(places[:SHOWN])}{more}　{reason}")


def _why_unreadable(error: SheetError | OSError) -> str:
    """The reason in words; of the system's own the usual ones in Chinese."""
    if isinstance(error, SheetError):
        return error.message
    for kind, reason in _SYSTEM_REASONS.items():
        if isinstance(error, kind):
            return reason
    return error.strerror or str(error)


def _options(options: dict[str, Any]) -> Options:
    day = parse_date(options["published_on"]) if options["published_on"] else None
    if options["published_on"] and day is None:
        raise CommandError(f"看不懂的公布日期：{options['published_on']}（请写成 2021-12-31）。")
    return Options(
        edition_name=options["edition"].strip()[:120],
        kind=options["kind"],
        published_on=day,
        document_no=options["document_no"].strip()[:60],
        wants_edition=False if options["units_only"] else None,
        confirmed_codes=frozenset(map(normalise_credit_code, options["confirm_code"])),
    )
