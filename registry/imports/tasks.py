"""Jobs of long imports: read and preview, save."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connections
from procrastinate.contrib.django import app

from ipcontact.accounts.models import User
from ipcontact.ui.errors import RuleViolation
from ipcontact.workdays.clock import today
from registry.imports import services
from registry.imports.models import ImportRun


@app.task(name=services.PREVIEW_JOB)
def preview_run(run_id: int) -> None:
    """Read a long file and keep its preview."""
    _carefully(run_id, lambda run: services.preview(run, by=run.created_by, today=today()))


@app.task(name=services.SAVE_JOB)
def save_run(run_id: int, user_id: int) -> None:
    """Save a long preview. Running it again after the worker was killed is harmless."""
    by = User.objects.get(pk=user_id)
    with Progress(run_id) as report:
        _carefully(
            run_id,
            lambda run: services.save(run, by=by, today=today(), report=report, is_job=True),
        )


class Progress:
    """Tells how far a transaction is, over a connection of its own: others see it at once."""

    def __init__(self, run_id: int) -> None:
        self._run_id = run_id
        self._connection = connections.create_connection("default")

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *error: object) -> None:
        self._connection.close()

    def __call__(self, done: int) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(
                "UPDATE registry_importrun SET done = %s WHERE id = %s", [done, self._run_id]
            )


def _carefully(run_id: int, work: Callable[[ImportRun], object]) -> None:
    """Whatever goes wrong, the run's page says so and nothing half-done remains."""
    run = ImportRun.objects.defer("content").get(pk=run_id)
    try:
        work(run)
    except RuleViolation as refusal:
        services.fail(run, refusal.message)
    except Exception:
        services.fail(run, f"出现意外错误，没有写入任何内容。请联系系统管理员，编号 {run.pk}。")
        raise
