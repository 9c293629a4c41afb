"""What imports put into the menu and the worklist."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ipcontact.ui.registry import MenuEntry, WorkItem, WorkSource, menu, worklist
from registry.imports.choices import RunState
from registry.imports.models import ImportRun

AUDIENCE = "roster.import"
MOST_SHOWN = 10


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    menu.add(
        MenuEntry(
            label="导入",
            url_name="imports:list",
            audience=AUDIENCE,
            icon="up",
            group="办理",
            order=60,
        )
    )
    worklist.add(WorkSource(name="导入", audience=AUDIENCE, items=_work, order=60))


def _work(user, today: date) -> Iterator[WorkItem]:
    """Own imports that wait for a decision."""
    runs = ImportRun.objects.filter(created_by=user, state=RunState.PREVIEWED)
    for run in runs.defer("content")[:MOST_SHOWN]:
        yield WorkItem(
            title=f"确认导入：{run.filename}",
            url=run.get_absolute_url(),
            reason=run.summary.get("sentence", ""),
            action="查看预览",
        )
