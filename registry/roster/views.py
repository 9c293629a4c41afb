"""The public pages of the roster: list, unit, proof, editions, comparison, downloads."""

from __future__ import annotations

from itertools import zip_longest

from django.db.models import Exists, OuterRef
from django.urls import reverse

from ipcontact.ui.filters import clean_query
from ipcontact.ui.pages import DetailPage
from ipcontact.ui.pages.base import ObjectMixin
from ipcontact.ui.paging import PER_PAGE, KnownPaginator, bounded_count, nearest_page
from ipcontact.workdays.clock import today
from registry.criteria.services import criteria_on
from registry.pages import PublicPage
from registry.roster.as_of import read_day
from registry.roster.exports import (
    KINDS,
    NO_RECOGNITION,
)
from registry.roster.filters import Selection
from registry.roster.forms import ComparisonForm
from registry.roster.models import RosterEdition, RosterEntry
from registry.roster.papers import printed
from registry.roster.proof import periods_of, prove
from registry.roster.resources import STORED, criteria_words
from registry.roster.services import edition_span
from registry.roster.tables import heads, shown_rows
from registry.units.following import LeadsOn
from registry.units.models import Unit

HOME = ("首页", "/")
PER_PAGE_USUAL = 50
PER_PAPER = 500
CHANGES_SHOWN = 200


def roster_crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page below the roster."""
    return [HOME, ("名录", reverse("roster:list")), *more]


class RosterPage(PublicPage):
    """The roster of today or of another day: filters, count in words, pages, downloads."""

    title = "重点联系单位名录"
    crumbs = (HOME, ("名录", ""))
    template_name = "registry/roster/list.html"

    def get_context_data(self, **kwargs):
        selection = Selection.read(self.request.GET)
        self.request.GET = selection.params  # links of the page carry known parameters only
        count = selection.count()
        whole = bounded_count(selection.everybody()) if selection.is_narrowed else count
        asked = selection.params.get("per", "")
        per_page = int(asked) if asked in map(str, PER_PAGE) else PER_PAGE_USUAL
        rows = selection.rows(few=count.is_exact).values_list(*STORED)
        pages = KnownPaginator(rows, per_page, total=count.number)
        page = pages.page(nearest_page(selection.params.get("page"), count.number, per_page))
        editions = [
            item for item in selection.choices.editions if item.published_on <= selection.asked.day
        ]
        downloads = [
            (
                label,
                f"{reverse('roster:export', args=[kind])}{selection.query(page=None, per=None)}",
            )
            for kind, label in KINDS.items()
        ]
        return super().get_context_data(
            selection=selection,
            edition=editions[0] if editions else None,
            previous=editions[1] if len(editions) > 1 else None,
            count=count,
            whole=whole,
            page=page,
            sizes=PER_PAGE,
            heads=heads(selection),
            rows=shown_rows(page.object_list, selection),
            chips=selection.chips(),
            downloads=downloads if count.number else [],
            list_page={"word": "家"},
            no_recognition=NO_RECOGNITION,
            **kwargs,
        )


class AsOfPage(PublicPage):
    """Choose a day and see the roster of that day."""

    title = "查看某一天的名录"
    template_name = "registry/roster/as_of.html"

    def get_crumbs(self):
        return roster_crumbs((self.title, ""))

    def get_context_data(self, **kwargs):
        first, _ = edition_span()
        return super().get_context_data(
            first=first, today=today(), editions=RosterEdition.objects.all()[:12], **kwargs
        )


class _UnitPages(LeadsOn, DetailPage, PublicPage):
    """Pages of a unit that was on the roster at least once; any other does not exist here."""

    number_field = "public_no"

    def get_queryset(self):
        ever = RosterEntry.objects.filter(unit=OuterRef("pk")).order_by()
        return Unit.objects.select_related("region").filter(Exists(ever))


class UnitPage(_UnitPages):
    """What everybody may know of a unit, now and over time."""

    template_name = "registry/roster/unit.html"

    def get_title(self):
        return self.object.name

    def get_crumbs(self):
        return roster_crumbs((self.object.name, ""))

    def get_context_data(self, **kwargs):
        entries = RosterEntry.objects.filter(unit=self.object).select_related("edition")
        entries = list(entries.order_by("-position"))
        now = today()
        labels = {item.code: item.short_name for item in criteria_on(now)}
        papers = [(entry, criteria_words(entry.criteria, labels)) for entry in entries]
        periods = periods_of(self.object)
        names = [row.name for row in self.object.names.all()] + [entry.name for entry in entries]
        former = [name for name in dict.fromkeys(names) if name != self.object.name]
        return super().get_context_data(
            unit=self.object,
            entry=entries[0],
            criteria=papers[0][1],
            papers=papers,
            periods=periods[::-1],
            is_listed=any(now in item.period for item in periods),
            former_names=former,
            today=now,
            no_recognition=NO_RECOGNITION,
            **kwargs,
        )


class ProofPage(_UnitPages):
    """A print that says whether the unit was on the roster on a day, and how that is known."""

    title = "在库情况证明"
    template_name = "registry/roster/proof.html"

    def get_context_data(self, **kwargs):
        now = today()
        first, _ = edition_span()
        raw = clean_query(self.request.GET).get("on", "")
        asked = read_day(raw, first=first, today=now)
        proof = None if asked.note else prove(self.object, asked.day)
        return super().get_context_data(
            unit=self.object,
            proof=proof,
            problem=asked.note.removesuffix("下面是今天的名录。"),
            asked=raw,
            today=now,
            no_recognition=NO_RECOGNITION,
            **kwargs,
        )


class EditionsPage(PublicPage):
    """Every paper that was published, latest first."""

    title = "名录版次"
    template_name = "registry/roster/editions.html"

    def get_crumbs(self):
        return roster_crumbs((self.title, ""))

    def get_context_data(self, **kwargs):
        editions = list(RosterEdition.objects.visible_to(self.request.user))
        pairs = list(zip_longest(editions, editions[1:]))
        return super().get_context_data(pairs=pairs, **kwargs)


class EditionPage(ObjectMixin, PublicPage):
    """A paper as it was: its title, organ, number, day, and its lines in their order."""

    model = RosterEdition
    template_name = "registry/roster/edition.html"

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        return super().get(request, *args, **kwargs)

    def get_title(self):
        return self.object.name

    def get_crumbs(self):
        return roster_crumbs(("名录版次", reverse("roster:editions")), (self.object.name, ""))

    def get_context_data(self, **kwargs):
        total = self.object.entry_count
        lines = self.object.entries.order_by("order")
        pages = KnownPaginator(lines, PER_PAPER, total=total)
        self.request.GET = clean_query(self.request.GET)
        page = pages.page(nearest_page(self.request.GET.get("page"), total, PER_PAPER))
        return super().get_context_data(
            edition=self.object,
            paper=printed(self.object, page.object_list),
            page=page,
            sizes=(PER_PAPER,),
            list_page={"word": "家"},
            no_recognition=NO_RECOGNITION,
            **kwargs,
        )


class ComparePage(PublicPage):
    """Two editions, or two days: added, left, renamed."""

    title = "比较名录"
    template_name = "registry/roster/compare.html"

    def get_crumbs(self):
        return roster_crumbs((self.title, ""))

    def get_context_data(self, **kwargs):
        form = ComparisonForm.read(self.request.GET, today=today())
        found = form.comparison
        parts = []
        if found is not None:
            parts = [
                (
                    word,
                    explained,
                    bounded_count(rows),
                    list(rows.select_related("unit")[:CHANGES_SHOWN]),
                )
                for word, explained, rows in (
                    ("新增", "后一日在库、前一日不在库的单位", found.added),
                    ("移出", "前一日在库、后一日不在库的单位", found.left),
                    ("更名", "两日都在库、期间更名的单位", found.renamed),
                )
            ]
        downloads = [
            (label, f"{reverse('roster:compare-export', args=[kind])}?{form.query}")
            for kind, label in KINDS.items()
        ]
        return super().get_context_data(
            form=form,
            comparison=found,
            parts=parts,
            total=sum(count.number for _, _, count, _ in parts),
            is_exact=all(count.is_exact for _, _, count, _ in parts),
            shown=CHANGES_SHOWN,
            downloads=downloads,
            **kwargs,
        )
