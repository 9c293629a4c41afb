"""How each template was first made: rooms register a maker, `manage.py build_documents` runs it.

Once a template is there the bureau may change it in Word; it is only made again when asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from ipcontact.documents.gbt9704 import Sheet
from ipcontact.documents.rendering import NAME, folder

makers: dict[str, Callable[[], Sheet]] = {}


def register(name: str, make: Callable[[], Sheet]) -> None:
    """Say how the template of a name is made; once per name."""
    if not NAME.fullmatch(name) or makers.setdefault(name, make) is not make:
        raise ValueError(f"{name!r} is registered already, or is no name of a template")


def build(names: Collection[str] = (), *, replace: bool = False) -> list[str]:
    """Make templates. Args: names: which, default all; replace: also those that are there.

    Returns: the names of those made.
    Raises: KeyError: nobody registered that name.
    """
    made = []
    for name in names or sorted(makers):
        path = folder() / f"{name}.docx"
        if replace or not path.exists():
            makers[name]().write_to(path)
            made.append(name)
    return made
