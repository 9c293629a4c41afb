"""What the auditor finds in the menu."""

from ipcontact.ui.registry import MenuEntry, menu


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    menu.add(
        MenuEntry(
            label="例外清单",
            url_name="exceptions:list",
            audience="exceptions.view",
            icon="shield",
            group="审计",
            order=60,
            pinned=True,
        )
    )
