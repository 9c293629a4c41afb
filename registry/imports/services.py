"""The verbs of an import: examine, upload, preview, save, drop. All or nothing, and only once."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from ipcontact.accounts.rights import require
from ipcontact.audit.services import act
from ipcontact.sheets.reader import read_table
from ipcontact.sheets.table import Table
from ipcontact.text.rules import clean_text
from ipcontact.ui.errors import RuleViolation
from registry.imports.choices import RunState
from registry.imports.editions import Options
from registry.imports.examine import examine
from registry.imports.models import ImportRun
from registry.imports.plan import Plan
from registry.imports.resources import COLUMNS
from registry.imports.writing import write
from registry.roster.choices import EditionKind
from registry.roster.services import one_at_a_time

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

AT_ONCE = 2_000  # data rows; longer files are read and saved by a job
PREVIEW_JOB = "registry.imports.preview"
SAVE_JOB = "registry.imports.save"
CHANGED = "预览之后名录有了变化，已按最新情况重新预览，请核对后再保存。"
_WAIT = "10s"  # for another import; a page must answer before its own time limit
_LONG_WAIT = "15min"
_PREVIEW_FIELDS = (
    "edition_name",
    "edition_kind",
    "published_on",
    "document_no",
    "wants_edition",
    "confirmed_codes",
    "state",
    "done",
    "total",
    "summary",
    "failure",
)


def upload(*, content: bytes, filename: str, options: Options, by: User, today: date) -> ImportRun:
    """Take a file in. A short one is previewed at once, a long one by a job.

    Raises: SheetError when the file cannot be used; PermissionDenied.
    """
    require(by, "roster.import")
    table = _read(content, filename)
    with act("上传名录文件", by=by):
        run = _new_run(content, table, options, by)
        if len(table.rows) > AT_ONCE:
            jobs.configure_task(PREVIEW_JOB).defer(run_id=run.pk)
        else:
            _store(run, examine(table, options, today=today))
    return run


def preview(
    run: ImportRun, *, by: User | None, today: date, options: Options | None = None
) -> ImportRun:
    """Read the stored file again and keep what it would do now.

    Args: options: new answers of the person (name, day, confirmed codes).
    Raises: RuleViolation `not_open` when the run is saved, being saved or dropped.
    """
    if by is not None:
        require(by, "roster.import")
    with act("预览导入", by=by):
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.state not in (RunState.UPLOADED, RunState.PREVIEWED, RunState.FAILED):
            raise RuleViolation("not_open", f"这次导入{run.get_state_display()}，不能再改。")
        if options is not None:
            run.edition_name, run.edition_kind = options.edition_name, options.kind
            run.published_on, run.document_no = options.published_on, options.document_no
            run.wants_edition = options.wants_edition
            run.confirmed_codes = sorted(options.confirmed_codes)
        if options is not None and run.total > AT_ONCE:
            run.state, run.done = RunState.UPLOADED, 0
            run.save(update_fields=_PREVIEW_FIELDS)
            jobs.configure_task(PREVIEW_JOB).defer(run_id=run.pk)
        else:
            _store(run, examine(stored_table(run), options_of(run), today=today))
    return run


def request_save(run: ImportRun, *, by: User, today: date) -> ImportRun:
    """Save a previewed run: a short one at once, a long one by a job that can be left alone."""
    require(by, "roster.import")
    if run.total <= AT_ONCE:
        return save(run, by=by, today=today)
    with act("导入名录", by=by):
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.state == RunState.PREVIEWED:
            _refuse_questions(run)
            run.state, run.done = RunState.SAVING, 0
            run.save(update_fields=["state", "done"])
            jobs.configure_task(SAVE_JOB).defer(run_id=run.pk, user_id=by.pk)
    return run


def save(
    run: ImportRun,
    *,
    by: User | None,
    today: date,
    report: Callable[[int], None] = lambda done: None,
    is_job: bool = False,
) -> ImportRun:
    """Write a previewed run into the register: everything in one transaction, or nothing.

    Saving a saved run changes nothing. Imports wait for each other.
    Args: report: told how many lines are done.
    Raises: RuleViolation `changed` (the register is not what the preview saw; previewed anew),
    `questions` (something is still to be answered), `not_open`, `busy`.
    """
    if by is not None:
        require(by, "roster.import")
    with act("导入名录", by=by):
        _wait_for_turn(_LONG_WAIT if is_job else _WAIT)
        run = ImportRun.objects.get(pk=run.pk)
        if run.state == RunState.SAVED:
            return run
        if run.state not in (RunState.PREVIEWED, RunState.SAVING):
            raise RuleViolation("not_open", f"这次导入{run.get_state_display()}，不能保存。")
        _refuse_questions(run)
        plan = examine(stored_table(run), options_of(run), today=today)
        if plan.fingerprint == run.summary.get("fingerprint"):
            _carry_out(run, plan, by=by, today=today, report=report)
        else:
            _store(run, plan)
            run.failure = CHANGED
            run.save(update_fields=["failure"])
    if run.state != RunState.SAVED:
        raise RuleViolation("changed", CHANGED)
    return run


def import_file(
    *,
    content: bytes,
    filename: str,
    options: Options,
    by: User | None,
    today: date,
    dry_run: bool = False,
) -> tuple[Plan, ImportRun | None]:
    """Import a file in one go (command line): what it did, and the stored run.

    Without a run nothing was written: it was a trial, or the plan has open questions.
    Raises: SheetError, RuleViolation, PermissionDenied.
    """
    if by is not None:
        require(by, "roster.import")
    table = _read(content, filename)
    if dry_run:
        return examine(table, options, today=today), None
    with act("导入名录", by=by):
        _wait_for_turn(_LONG_WAIT)
        plan = examine(table, options, today=today)
        if plan.questions:
            return plan, None
        run = _new_run(content, table, options, by)
        _store(run, plan)
        _carry_out(run, plan, by=by, today=today)
    return plan, run


def drop(run: ImportRun, *, by: User) -> ImportRun:
    """Give up an import that was not saved; the file's contents are deleted."""
    require(by, "roster.import")
    with act("放弃导入", by=by):
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        if run.state in (RunState.SAVING, RunState.SAVED):
            raise RuleViolation("not_open", f"这次导入{run.get_state_display()}，不能放弃。")
        run.state, run.content, run.summary = RunState.DROPPED, b"", {}
        run.save(update_fields=["state", "content", "summary"])
        run.lines.all().delete()
    return run


def fail(run: ImportRun, reason: str) -> None:
    """Note why a job did not finish; nothing of it is in the register."""
    with act("导入未完成", by=run.created_by):
        ImportRun.objects.filter(pk=run.pk, state__in=[RunState.UPLOADED, RunState.SAVING]).update(
            state=RunState.FAILED, failure=reason, done=0
        )


def options_of(run: ImportRun) -> Options:
    """What the person said with a stored run."""
    return Options(
        edition_name=run.edition_name,
        kind=run.edition_kind or EditionKind.ADDITION,
        published_on=run.published_on,
        document_no=run.document_no,
        wants_edition=run.wants_edition,
        confirmed_codes=frozenset(run.confirmed_codes),
    )


def _read(content: bytes, filename: str) -> Table:
    name = clean_text(PurePath(filename.replace("\\", "/")).name)[-200:] or "未命名.xlsx"
    return read_table(content, name, COLUMNS)


def stored_table(run: ImportRun) -> Table:
    """The stored file, read again."""
    return _read(bytes(run.content), run.filename)


def _new_run(content: bytes, table: Table, options: Options, by: User | None) -> ImportRun:
    return ImportRun.objects.create(
        filename=table.file,
        content=content,
        content_hash=hashlib.sha256(content).hexdigest(),
        edition_name=options.edition_name,
        edition_kind=options.kind,
        published_on=options.published_on,
        document_no=options.document_no,
        wants_edition=options.wants_edition,
        confirmed_codes=sorted(options.confirmed_codes),
        total=len(table.rows),
        created_by=by,
    )


def _carry_out(
    run: ImportRun,
    plan: Plan,
    *,
    by: User | None,
    today: date,
    report: Callable[[int], None] = lambda done: None,
) -> None:
    published = write(plan, source_hash=run.content_hash, by=by, today=today, report=report)
    run.state, run.done, run.saved_at = RunState.SAVED, run.total, timezone.now()
    run.edition = published[-1] if published else None
    run.summary["published"] = [[edition.number, edition.name] for edition in published]
    run.save(update_fields=["state", "done", "saved_at", "edition", "summary"])


def _refuse_questions(run: ImportRun) -> None:
    if questions := run.summary.get("questions"):
        raise RuleViolation("questions", "".join(questions))


def _wait_for_turn(patience: str) -> None:
    """Take the roster's own lock, so that imports and publishing wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [patience])
        try:
            with transaction.atomic():
                one_at_a_time()
        except OperationalError as error:
            raise RuleViolation("busy", "另一份名录正在保存，请稍后再点一次。") from error


def _store(run: ImportRun, plan: Plan) -> None:
    run.lines.all().delete()
    _store_lines(run, plan)
    run.summary, run.state, run.failure = plan.summary(), RunState.PREVIEWED, ""
    run.done = run.total = len(plan.steps)
    run.save(update_fields=_PREVIEW_FIELDS)


def _store_lines(run: ImportRun, plan: Plan) -> None:
    """One COPY: a preview of 20,000 lines must not be slower than reading them."""
    columns = "run_id, number, verdict, name, credit_code, changes, defects, warnings"
    noticed = defaultdict(list)  # what the reader saw, beside what the line itself says
    for hint in plan.table.warnings:
        noticed[hint.row].append(hint)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY registry_importline ({columns}) FROM STDIN") as copy,
    ):
        for step in plan.steps:
            line = step.line
            copy.write_row(
                (
                    run.pk,
                    line.number,
                    step.verdict.value,
                    line.name[:300],
                    line.code[:60],
                    json.dumps(step.changes, ensure_ascii=False),
                    json.dumps([d.as_dict() for d in line.defects], ensure_ascii=False),
                    json.dumps(
                        [d.as_dict() for d in (*noticed[line.number], *line.warnings)],
                        ensure_ascii=False,
                    ),
                )
            )
