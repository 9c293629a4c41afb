"""What the roster puts on the desk: its targets, as they stand today."""

from ipcontact.ui.registry import DeskCard, MenuEntry, desk_cards, menu
from ipcontact.workdays.clock import today
from registry.roster import dossier, exceptions, merging
from registry.roster.measures import MEASURES


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    merging.register()
    dossier.register()
    exceptions.register()
    menu.add(
        MenuEntry(
            label="名录",
            url_name="roster:list",
            audience="units.view",
            icon="file",
            group="联系",
            order=35,
        )
    )
    desk_cards.add(
        DeskCard(
            title="名录目标",
            template="registry/roster/targets.html",
            audience="units.view",
            context=lambda user: _targets(),
            order=10,
        )
    )


def _targets() -> dict:
    day = today()
    rows = []
    for measure in MEASURES:
        value = measure.on(day)
        missing = max((measure.target or 0) - value, 0)
        words = f"差{missing}家" if missing else "达到"
        rows.append({"measure": measure, "value": value, "missing": missing, "words": words})
    return {"rows": rows, "day": day}
