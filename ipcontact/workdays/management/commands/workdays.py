"""`manage.py workdays 2026-09-24 15`: the date n working days later, and how it was counted."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ipcontact.text.rules import parse_date
from ipcontact.workdays.rules import DueDate, add_workdays, weekday
from ipcontact.workdays.services import current_calendar

USAGE = "用法：workdays 起算日 工作日数 [--json]，例如 workdays 2026-09-24 15"


class Command(BaseCommand):
    help = "从起算日的次日起数工作日，给出到期日和怎么算的。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("words", nargs="*", metavar="起算日 工作日数", help="如 2026-09-24 15")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if len(options["words"]) != 2:
            raise CommandError(USAGE, returncode=2)
        first, second = map(str, options["words"])
        start = parse_date(first)
        if start is None:
            raise CommandError(f"起算日“{first}”不是有效日期。{USAGE}", returncode=2)
        try:
            n = int(second)
        except ValueError:
            raise CommandError(f"工作日数“{second}”不是整数。{USAGE}", returncode=2) from None
        try:
            found = add_workdays(start, n, current_calendar())
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(as_json(found) if options["json"] else in_words(found, n))


def as_json(found: DueDate) -> str:
    """`{"due", "provisional", "steps": [{"date", "kind", "note"}]}` with ISO dates."""
    steps = [{"date": s.date.isoformat(), "kind": s.kind, "note": s.note} for s in found.steps]
    answer = {"due": found.due.isoformat(), "provisional": found.provisional, "steps": steps}
    return json.dumps(answer, ensure_ascii=False, indent=2)


def in_words(found: DueDate, n: int) -> str:
    """The date first, then one line for every day looked at."""
    mark = "（暂定）" if found.provisional else ""
    start = found.steps[0].date
    head = f"{start} 起 {n} 个工作日，到期日：{found.due} {weekday(found.due)}{mark}"
    lines = [f"  {step.date} {weekday(step.date)}  {step.note}" for step in found.steps]
    return "\n".join([head, "怎么算的：", *lines])
