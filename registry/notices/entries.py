"""What notices put into the registries: kinds of steps."""

from registry.notices import kinds


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    kinds.register()
