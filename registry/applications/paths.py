"""Places of an application that can be found wanting: answers, conditions, kinds of files.

A path is ``basic.unit_name``, ``claim.3`` (the condition's code), ``claims`` (all of them) or
``file.application.licence``.
"""

from __future__ import annotations

from collections.abc import Iterable

from registry.applications.choices import FilePurpose
from registry.applications.corrections import CorrectionItem
from registry.applications.models import Application
from registry.applications.questions import asked
from registry.applications.services.scope import ANY_CLAIM, FIXED, claim_path, file_path

# What the office asks for on paper or the unit may have to add, though it is not there yet.
FILES = tuple(FilePurpose)


def markable(application: Application) -> dict[str, str]:
    """Every path of this application with its words, in the order of the form, but for the code
    of the unit, which the unit cannot mend. One query."""
    found = {
        path: question.label
        for path, question in asked(application.round.form_version, application.unit_kind)
        if path not in FIXED
    }
    found[ANY_CLAIM] = "入库条件"
    for claim in application.claims.select_related("criterion"):
        found[claim_path(claim.criterion.code)] = f"入库条件{claim.criterion}"
    return found | {file_path(purpose): purpose.label for purpose in FILES}


def in_order(application: Application, items: Iterable[CorrectionItem]) -> list[CorrectionItem]:
    """Defects in the order of the form, whenever they were marked."""
    places = {path: place for place, path in enumerate(markable(application))}
    return sorted(items, key=lambda item: places.get(item.path, len(places)))
