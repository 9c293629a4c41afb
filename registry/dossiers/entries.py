"""Where units' files are found: the menu, the unit's record, the auditor's search."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from ipcontact.ui.registry import (
    MenuEntry,
    SearchHit,
    SearchSource,
    UnitAction,
    global_search,
    menu,
    unit_actions,
)
from registry.dossiers.access import readable


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    menu.add(
        MenuEntry(
            label="单位卷宗",
            url_name="dossiers:list",
            audience="audit.view",
            icon="file",
            group="审计",
            order=61,
            pinned=True,
        )
    )
    unit_actions.add(
        UnitAction(
            label="一企一档",
            audience="dossiers.view",
            url=lambda unit: reverse("dossiers:detail", args=[unit.public_no]),
            order=50,
        )
    )
    global_search.add(
        SearchSource(
            label="单位证据包",
            audience="audit.view",
            find=_find,
            whole=lambda term: f"{reverse('dossiers:list')}?{urlencode({'q': term})}",
            order=15,
        )
    )


def _find(user, term: str, limit: int) -> Iterator[SearchHit]:
    for unit in readable(user).matching(term)[:limit]:
        yield SearchHit(
            title=unit.name,
            url=reverse("dossiers:evidence", args=[unit.public_no]),
            note=unit.get_membership_state_display(),
            code=unit.credit_code or unit.alliance_no or "",
        )
