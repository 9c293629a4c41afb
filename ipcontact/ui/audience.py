"""Whether a person belongs to an audience: the question menus, cards and panels ask."""

from collections.abc import Callable

from ipcontact.accounts.audiences import PUBLIC, SIGNED_IN
from ipcontact.accounts.rights import can


def belongs(user, audience: str) -> bool:
    """True when `user` may open what is declared for `audience` (public, signed in or a verb)."""
    if audience == PUBLIC:
        return True
    if not user.is_authenticated:
        return False
    return audience == SIGNED_IN or can(user, audience)


def asker(user) -> Callable[[str], bool]:
    """The same question with the person filled in, for `Registry.allowed`."""
    return lambda audience: belongs(user, audience)
