"""What the roster puts into the menu."""

from ipcontact.ui.registry import MenuEntry, menu
from registry.roster import dossier, exceptions, merging


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
