"""Child process that reads one workbook: a hostile file may abort the library, not the server.

Run as a script by `book`; imports nothing of ours. Standard input: one line with a JSON list of
sheets to leave out (names, or positions from 0), then the file. Standard output, lines of JSON: an
object per sheet, and after that of a visible table its rows in lists of up to 500; a date is
{"date": "2021-12-31"}.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MAX_MEMORY = 1 << 30
MAX_SECONDS = 30
BATCH = 500


def main() -> None:
    """Read under limits of memory and time; any failure ends the process with an error."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    left_out = json.loads(sys.stdin.buffer.readline())
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    encode = json.JSONEncoder(check_circular=False, default=_tagged).encode
    for position, about in enumerate(book.sheets_metadata):
        entry: dict[str, Any] = {
            "name": about.name,
            "is_table": about.typ == SheetTypeEnum.WorkSheet,
            "is_visible": about.visible == SheetVisibleEnum.Visible,
        }
        rows = iter(())
        wanted = about.name not in left_out and position not in left_out
        if wanted and entry["is_table"] and entry["is_visible"]:
            sheet = book.get_sheet_by_index(position)
            entry["first_column"] = sheet.start[1] if sheet.start else 0
            entry["merged"] = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
            rows = iter(sheet.iter_rows())
        sys.stdout.write(encode(entry) + "\n")
        while batch := list(islice(rows, BATCH)):
            sys.stdout.write(encode(batch) + "\n")


def _tagged(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"date": value.date().isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    raise TypeError(type(value))


if __name__ == "__main__":
    main()
