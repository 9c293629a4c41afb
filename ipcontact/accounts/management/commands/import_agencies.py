"""manage.py import_agencies: agencies with their people from an Excel file."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ipcontact.accounts.imports.services import commit, make_plan, read_lines, report
from ipcontact.sheets.reader import SheetError
from ipcontact.ui.errors import RuleViolation


class Command(BaseCommand):
    help = "导入机构和人员（Excel）。有一处不能导入就一行也不写入；新账号没有密码，用登录链接设置。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", help=".xlsx 或 .xls 文件")
        parser.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args, file: str, dry_run: bool, **options) -> None:
        path = Path(file)
        try:
            lines, table = read_lines(path.read_bytes(), path.name)
        except (OSError, SheetError) as error:
            raise CommandError(f"文件不能读取：{error}", returncode=2) from error
        plan = make_plan(lines, by=None)
        outcome = report(plan, table)
        try:
            if not dry_run and not plan.rejected:
                commit(plan)
        except RuleViolation as refusal:
            raise CommandError(refusal.message) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(outcome, ensure_ascii=False, indent=1))
        else:
            self._tell(outcome, dry_run)

    def _tell(self, outcome: dict, dry_run: bool) -> None:
        written = "没有写入" if dry_run or outcome["rejected"] else "已写入"
        self.stdout.write(
            f"{outcome['rows']} 行：新增 {outcome['new']}，更新 {outcome['updated']}，"
            f"未变 {outcome['unchanged']}，{written}。"
        )
        for kind, entries in (("不能导入", outcome["rejected"]), ("提示", outcome["warnings"])):
            for entry in entries:
                place = f"第 {entry['row']} 行 {entry['column']}"
                self.stdout.write(f"{kind}：{place}“{entry['value']}”：{entry['reason']}")
