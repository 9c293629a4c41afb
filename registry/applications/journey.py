"""The way through the form: which pages there are for this file, which are filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from ipcontact.files.services import files_of
from registry.applications.completeness import Missing
from registry.applications.models import Application
from registry.applications.questions import Section, sections_of
from registry.applications.services.submission import missing_of

CLAIMS, FILES, CHECK = "claims", "files", "check"
# A section that shares the page of another one.
_GUEST = {"filler": "contacts"}
# Sections that stand before the conditions; all others come after them.
_BEFORE = ("basic", "platform", "organisation")
LAST = "提交"


@dataclass(frozen=True)
class Step:
    """One page of the form: its name in the address, title, sections asked on it."""

    key: str
    title: str
    url: str
    sections: tuple[Section, ...] = ()
    is_done: bool = False


@dataclass(frozen=True)
class Journey:
    """All pages for one file and what is still missing on them."""

    steps: tuple[Step, ...]
    missing: tuple[Missing, ...]

    def step(self, key: str) -> Step | None:
        """A page by its name; None when this file has none of that name."""
        return next((step for step in self.steps if step.key == key), None)

    def number(self, step: Step) -> int:
        """Its place, counted from 1."""
        return self._keys.index(step.key) + 1

    def beside(self, step: Step, by: int) -> Step | None:
        """The page so many places on; None beyond the ends."""
        place = self._keys.index(step.key) + by
        return self.steps[place] if 0 <= place < len(self.steps) else None

    def of_path(self, path: str) -> Step:
        """The page on which a path as in `Missing` is answered."""
        key = _page_of(path)
        return next(
            (s for s in self.steps if s.key == key or key in {x.key for x in s.sections}),
            self.steps[0],
        )

    @property
    def _keys(self) -> list[str]:
        return [step.key for step in self.steps]

    def first_open(self) -> Step:
        """Where to go on: the first page that is not filled in, else the last one."""
        return next((step for step in self.steps if not step.is_done), self.steps[-1])


def journey_of(application: Application) -> Journey:
    """The pages of a file, in order."""
    missing = tuple(missing_of(application))
    open_pages = {_page_of(item.path) for item in missing}
    groups: dict[str, list[Section]] = {}
    for section in sections_of(application.round.form_version, application.unit_kind):
        groups.setdefault(_GUEST.get(section.key, section.key), []).append(section)
    before = [key for key in groups if key in _BEFORE]
    after = [key for key in groups if key not in _BEFORE]
    number = application.application_no

    def answers(keys: Iterable[str]) -> list[Step]:
        return [
            Step(
                key,
                groups[key][0].title,
                reverse("applications:section", args=[number, key]),
                tuple(groups[key]),
                is_done=key in application.answers
                and open_pages.isdisjoint(section.key for section in groups[key]),
            )
            for key in keys
        ]

    def page(key: str, title: str, *, is_done: bool = False) -> Step:
        return Step(key, title, reverse(f"applications:{key}", args=[number]), (), is_done)

    has_files = application.licence_by_bureau or files_of(application).exists()
    steps = (
        *answers(before),
        page(CLAIMS, "入库条件与证明", is_done=CLAIMS not in open_pages),
        *answers(after),
        page(FILES, "附件", is_done=has_files and FILES not in open_pages),
        page(CHECK, "承诺与核对"),
    )
    return Journey(steps, missing)


def _page_of(path: str) -> str:
    """``basic.unit_name`` is on basic, ``claim.3`` on claims, ``file.…`` on files."""
    head = path.partition(".")[0]
    return {"claim": CLAIMS, "file": FILES}.get(head, head)
