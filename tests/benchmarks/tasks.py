"""Heavy tasks for a process of their own: exports and imports, ours and those of others."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import psycopg
import tablib
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from import_export.formats.base_formats import CSV, JSON, XLSX
from import_export.resources import ModelResource
from xlsxwriter import Workbook

from ipcontact.audit.services import act
from ipcontact.workdays.clock import today
from registry.imports.editions import Options
from registry.imports.services import AT_ONCE, import_file
from registry.units.resources import COLUMNS as UNIT_COLUMNS
from tests.benchmarks import register
from tests.benchmarks.names import Grammar, code_of
from tests.benchmarks.stock import RosterExport, UnitExport, UnitImport

IMPORTED = 20_000
STOCK_IMPORTED = 2_000  # it takes minutes for more; the time grows with the rows at least
FIRST_NEW = 5_000_000
CHUNK = 2_000
LABELS = ("序号", "单位名称", "统一社会信用代码", "住所", "行业代码")
ROSTER_LABELS = (
    "单位名称",
    "现用名称",
    "统一社会信用代码",
    "单位类型",
    "入库条款",
    "所属区域",
    "推荐单位",
    "列入日期",
)
ROSTER_SQL = """
SELECT e.name, CASE WHEN u.name <> e.name THEN u.name ELSE '' END, e.credit_code, e.unit_kind,
    array_to_string(e.criteria, '、'), r.name, e.recommended_by, u.listed_on
FROM registry_rosterentry e JOIN registry_unit u ON u.id = e.unit_id
LEFT JOIN accounts_region r ON r.id = e.region_id
WHERE e.shown_until IS NULL ORDER BY e.position
"""
UNIT_LABELS = tuple(column.export.label for column in UNIT_COLUMNS)
UNIT_SQL = """
SELECT u.public_no, u.name, u.credit_code, u.kind, u.membership_state, u.registration_state,
    r.name, a.name, c.name, u.listed_on, u.left_on, u.registered_address, u.business_address,
    u.registered_on, u.registration_authority, u.industry_code, u.note
FROM registry_unit u LEFT JOIN accounts_region r ON r.id = u.region_id
LEFT JOIN accounts_agency a ON a.id = u.lead_agency_id
LEFT JOIN accounts_agency c ON c.id = u.co_agency_id
WHERE u.membership_state = 'listed' ORDER BY u.id DESC
"""


def warm() -> None:
    """Load what a running server has loaded: addresses, templates, the search for a page."""
    Client().get("/roster/?per=25")


def our_roster(kind: str) -> dict:
    """The download of the public roster, as a visitor starts it."""
    return {"bytes": _download(Client(), f"/roster/export.{kind}")}


def our_units(kind: str) -> dict:
    """The download of the staff list, all columns."""
    client = Client()
    client.force_login(register.staff())
    return {"bytes": _download(client, f"/units/export/?format={kind}&membership_state=listed")}


def bare(kind: str, labels: tuple[str, ...], sql: str) -> dict:
    """The least that writes these rows: a server cursor and a writer, no words, no form."""
    rows = _server_rows(sql)
    with tempfile.TemporaryFile("w+b") as file:
        {"xlsx": _bare_xlsx, "csv": _bare_csv, "json": _bare_json}[kind](file, labels, rows)
        return {"bytes": file.tell()}


def stock_export(kind: str, resource: type[ModelResource]) -> dict:
    """import-export: the whole data set in memory, then its format."""
    file_format = {"xlsx": XLSX, "csv": CSV, "json": JSON}[kind]()
    data = file_format.export_data(resource().export())
    return {"bytes": len(data)}


def our_import() -> dict:
    """Preview and commit of a roster, with its edition and membership."""
    content = _workbook()
    day = date(2025, 3, 1)
    options = Options(edition_name="测量用名录", published_on=day)
    plan, _ = import_file(
        content=content, filename="测量.xlsx", options=options, by=None, today=today(), dry_run=True
    )
    _, run = import_file(
        content=content, filename="测量.xlsx", options=options, by=None, today=today()
    )
    if run is None or plan.imported != IMPORTED:
        raise RuntimeError(f"{plan.imported} rows, {plan.questions}")
    return {"rows": plan.imported, "jobs_above": AT_ONCE}


def stock_import() -> dict:
    """import-export: a trial run, then the real one; units only, and of fewer rows."""
    whole = XLSX().create_dataset(_workbook())
    data = tablib.Dataset(*whole[:STOCK_IMPORTED], headers=whole.headers)
    resource = UnitImport()
    with act("导入测量", by=None):
        trial = resource.import_data(data, dry_run=True, use_transactions=True)
        done = resource.import_data(data, dry_run=False, use_transactions=True)
    for result in (trial, done):
        if result.totals["new"] != STOCK_IMPORTED:
            raise RuntimeError(f"{result.totals} {result.row_errors()[:1]}")
    return {"rows": done.totals["new"]}


def undone(task: Callable[[], dict]) -> dict:
    """A task whose changes are taken back, so that the next one finds the same register."""
    with transaction.atomic():
        told = task()
        transaction.set_rollback(True)
    return told


def _download(client: Client, url: str) -> int:
    response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")
    return sum(len(chunk) for chunk in response.streaming_content)


def _server_rows(sql: str) -> Iterator[tuple]:
    parameters = connection.get_connection_params()
    known = ("host", "port", "user", "password", "dbname")
    plain = {key: parameters[key] for key in known if parameters.get(key)}
    with psycopg.connect(**plain) as server, server.cursor("bench") as cursor:
        cursor.itersize = CHUNK
        yield from cursor.execute(sql)


def _bare_xlsx(file, labels: tuple[str, ...], rows: Iterator[tuple]) -> None:
    with Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, labels)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)


def _bare_csv(file, labels: tuple[str, ...], rows: Iterator[tuple]) -> None:
    with open(file.fileno(), "w", encoding="utf-8", newline="", closefd=False) as text:
        writer = csv.writer(text)
        writer.writerow(labels)
        writer.writerows(rows)


def _bare_json(file, labels: tuple[str, ...], rows: Iterator[tuple]) -> None:
    encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
    file.write(b"[")
    for number, row in enumerate(rows):
        file.write(b",\n" if number else b"\n")
        file.write(encode(dict(zip(labels, row, strict=True))).encode())
    file.write(b"]")


def _workbook() -> bytes:
    """A roster of new units, written once and kept beside the databases."""
    path = Path(settings.LOCAL_DIR) / f"bench-import-{IMPORTED}.xlsx"
    if not path.exists():
        partial_path = path.with_suffix(".new")
        with Workbook(str(partial_path), {"constant_memory": True}) as book:
            sheet = book.add_worksheet("名单")
            sheet.write_row(0, 0, LABELS)
            for number, name in enumerate(Grammar(seed=7).names(IMPORTED), 1):
                address = f"天津市滨海新区第{number % 300}大街{number % 90}号"
                code = code_of(FIRST_NEW + number)
                sheet.write_row(number, 0, (number, name.text, code, address, "7320"))
        partial_path.rename(path)
    return path.read_bytes()


TASKS: dict[str, Callable[[], dict]] = {
    "import-ours": partial(undone, our_import),
    "import-stock": partial(undone, stock_import),
}
for _kind in ("xlsx", "csv", "json"):
    TASKS[f"roster-ours-{_kind}"] = partial(our_roster, _kind)
    TASKS[f"roster-bare-{_kind}"] = partial(bare, _kind, ROSTER_LABELS, ROSTER_SQL)
    TASKS[f"roster-stock-{_kind}"] = partial(stock_export, _kind, RosterExport)
    TASKS[f"units-ours-{_kind}"] = partial(our_units, _kind)
    TASKS[f"units-bare-{_kind}"] = partial(bare, _kind, UNIT_LABELS, UNIT_SQL)
    TASKS[f"units-stock-{_kind}"] = partial(stock_export, _kind, UnitExport)
