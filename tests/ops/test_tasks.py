"""Jobs of killed workers are done after all."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from croniter import croniter
from django.db import connection
from procrastinate.contrib.django import app

from ipcontact.ops.tasks import retry_stalled_jobs

# Distinct: at the turn of a minute the worker plans the periodic job once more by itself.
STATES = "SELECT DISTINCT queue_name, status FROM procrastinate_jobs ORDER BY queue_name"


@pytest.fixture
def killed_worker(transactional_db):
    """Two jobs being done: by a worker whose heartbeat stopped, and by a living one."""
    with connection.cursor() as cursor:
        for queue, silence in (("living", "1 second"), ("killed", "5 minutes")):
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) "
                "VALUES (now() - %s::interval) RETURNING id",
                [silence],
            )
            [worker] = cursor.fetchone()
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id) "
                "VALUES (%s, 'any.task', 'doing', %s)",
                [queue, worker],
            )


@pytest.mark.usefixtures("killed_worker")
def test_retry_stalled_jobs_when_a_worker_was_killed_then_only_its_job_waits_again():
    retry_stalled_jobs.defer(timestamp=0)

    # In a thread: the browser tests of this process keep a loop running in the main one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(work_through("default"))).result()

    with connection.cursor() as cursor:
        cursor.execute(STATES)
        assert cursor.fetchall() == [
            ("default", "succeeded"),
            ("killed", "todo"),
            ("living", "doing"),
        ]


async def work_through(queue: str) -> None:
    """What the worker process does, until the queue is empty."""
    worker_app = app.with_connector(app.connector.get_worker_connector())
    async with worker_app.open_async():
        await worker_app.run_worker_async(
            queues=[queue], wait=False, listen_notify=False, install_signal_handlers=False
        )


def test_nightly_jobs_when_planned_then_run_in_the_night_of_tianjin():
    """Procrastinate reads the hours of a job as UTC."""
    midnight = datetime(2026, 9, 18, 16, tzinfo=UTC)
    nightly = {
        task.task.name: croniter(task.cron, midnight).get_next(datetime)
        for task in app.periodic_registry.periodic_tasks.values()
        if task.cron.split()[1] != "*"
    }

    hours = {name: at.astimezone(ZoneInfo("Asia/Shanghai")).hour for name, at in nightly.items()}

    assert {"registry.notices.end_windows", "registry.changes.take_effect"} <= hours.keys()
    assert all(hour < 6 for hour in hours.values()), hours
