"""Write the public roster to a file: `manage.py export_roster --format xlsx --output F`."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict

from ipcontact.sheets.table import SheetError
from registry.roster.exports import KINDS, Export, export_roster
from registry.roster.filters import Selection

MISUSED = 2
STDOUT = "-"


class Command(BaseCommand):
    help = "导出公开的名录（今天或者某一天的），列与名录页相同。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=list(KINDS), default="xlsx", help="文件格式")
        parser.add_argument(
            "--output", required=True, metavar="F", help="文件；- 表示标准输出（csv、json）"
        )
        parser.add_argument("--as-of", default="", metavar="D", help="截至日期，如 2021-12-31")

    def handle(self, *args: Any, **options: Any) -> None:
        kind, output = options["format"], options["output"]
        if output == STDOUT and kind == "xlsx":
            raise CommandError(
                "xlsx 不能写到标准输出，请用 --output 给出文件名。", returncode=MISUSED
            )
        asked = QueryDict(mutable=True)
        asked["as_of"] = options["as_of"]
        selection = Selection.read(asked)
        if selection.notes:
            reason = selection.notes[0].removesuffix("下面是今天的名录。")
            raise CommandError(f"没有导出：{reason}", returncode=MISUSED)
        export = export_roster(selection, kind)
        if output == STDOUT:
            for chunk in export.chunks:
                self.stdout.write(chunk.decode(), ending="")
            return
        self._save(export, Path(output))
        day = selection.asked.day.isoformat()
        self.stdout.write(f"已导出截至 {day} 的名录：{export.count} 家，{output}")

    def _save(self, export: Export, path: Path) -> None:
        """Write beside the target and rename, so that no half file is ever seen."""
        try:
            with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
                partial = Path(file.name)
                try:
                    file.writelines(export.chunks)
                    file.close()
                    partial.chmod(0o644)
                    partial.replace(path)
                finally:
                    partial.unlink(missing_ok=True)
        except (OSError, SheetError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise CommandError(f"没有导出：{path} 写不进去（{reason}）。") from error
