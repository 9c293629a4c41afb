"""`manage.py doctor [--json]`: what is wrong with this installation; exit 1 when something is."""

import json

from django.core.management.base import BaseCommand

from ipcontact.ops.doctor import as_json, examine


class Command(BaseCommand):
    help = "检查安装：数据库、数据表、日历、磁盘、邮件、时钟、设置"
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="输出 JSON")

    def handle(self, *, as_json: bool, **options) -> None:
        findings = examine()
        if as_json:
            self.stdout.write(_json(findings))
        else:
            for finding in findings:
                mark = "正常" if finding.ok else ("错误" if finding.is_fatal else "提示")
                self.stdout.write(f"[{mark}] {finding.subject}：{finding.sentence}")
        if any(finding.is_wrong for finding in findings):
            raise SystemExit(1)


def _json(findings) -> str:
    return json.dumps(as_json(findings), ensure_ascii=False, indent=2)
