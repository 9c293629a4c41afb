"""What the parts above rest on the papers of a review: they are asked before a paper is voided."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipcontact.ui.registry import Registry

if TYPE_CHECKING:
    from registry.applications.models import Application


@dataclass(frozen=True, kw_only=True)
class RestsOnLetters:
    """Whether somebody is deciding on what is said of these applications.

    `why(applications)` says in words why a letter about them has to stand; empty when it need
    not. Called inside the step that voids it: what it looks at stays as it is until then.
    """

    why: Callable[[Iterable[Application]], str]
    order: int = 50


letter_readers = Registry(RestsOnLetters)
