"""Our own apps, found by the modules they offer."""

import importlib
from collections.abc import Iterator
from types import ModuleType

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import module_has_submodule


def modules_named(name: str) -> Iterator[tuple[str, ModuleType]]:
    """(label a person reads, module) of each of our apps that has a module of that name.

    In the order of INSTALLED_APPS, so that lower rooms come first. Libraries are left out.
    """
    for config in apps.get_app_configs():
        is_ours = settings.BASE_DIR.as_posix() == _root_of(config.path, config.name)
        if is_ours and module_has_submodule(config.module, name):
            yield str(config.verbose_name), importlib.import_module(f"{config.name}.{name}")


def _root_of(path: str, dotted: str) -> str:
    """Folder that the dotted name starts from."""
    return path.removesuffix("/" + dotted.replace(".", "/"))
