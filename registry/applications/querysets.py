"""Which applications a person may see, and the queues of each step."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact

from ipcontact.accounts.rights import agency_scope, can, is_at_bureau
from ipcontact.acts.models import Act
from ipcontact.clocks.models import Clock
from ipcontact.workdays.clock import today
from registry.applications.choices import (
    CONFIRMED,
    OPEN,
    UNIT_SAID,
    ApplicationState,
    CorrectionState,
)
from registry.criteria.choices import CheckState
from registry.units.models import Unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

# Steps that wait for the bureau, and for the recommending agency.
BUREAU_STEPS = (
    ApplicationState.BUREAU_REVIEW,
    ApplicationState.INSPECTION,
    ApplicationState.READY,
)
AGENCY_STEPS = (ApplicationState.AGENCY_REVIEW,)


def sees_all_applications(user: User) -> bool:
    """Staff of the bureau and its divisions, who handle the applications of the whole district."""
    return can(user, "applications.view") and is_at_bureau(user)


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> ApplicationQuerySet:
        """Applications this person may open.

        The bureau: everything submitted. An agency: what it, or an agency below it, answers for
        or recommends, and its own drafts. People of units: what they fill in themselves, and
        files of their unit but for those of somebody who only claims to speak for it, and for
        what an agency has not signed.
        """
        if not user.is_authenticated:
            return self.none()
        if can(user, "applications.view"):
            scope = agency_scope(user)
            own_drafts = Q(state=ApplicationState.DRAFT, drafted_by_agency__in=scope)
            if sees_all_applications(user):
                return self.filter(~Q(state=ApplicationState.DRAFT) | own_drafts)
            submitted = (
                Q(agency__in=scope) | Q(co_agency__in=scope) | Q(drafted_by_agency__in=scope)
            )
            return self.filter(submitted & ~Q(state=ApplicationState.DRAFT) | own_drafts)
        of_unit = Q(unit__accounts__user=user, is_rival=False)
        unsigned = Q(state=ApplicationState.DRAFT, drafted_by_agency__isnull=False)
        return self.filter(Q(owner=user) | of_unit & ~unsigned).distinct()

    def granted(self, keys: Collection[str]) -> ApplicationQuerySet:
        """Applications whose keys this browser was given (started here, or opened by code)."""
        return self.filter(key__in=keys)

    def open(self) -> ApplicationQuerySet:
        """Neither drafts nor final."""
        return self.filter(state__in=OPEN)

    def submitted(self) -> ApplicationQuerySet:
        """Everything but drafts."""
        return self.exclude(state=ApplicationState.DRAFT)

    def unsubmitted(self) -> ApplicationQuerySet:
        """Drafts of units in a round, to be rung before it closes; discarded ones are not."""
        return self.filter(state=ApplicationState.DRAFT, drafted_by_agency=None)

    def in_hand_of(self, user: User) -> ApplicationQuerySet:
        """What a person has taken; also what waits for the unit's answer."""
        return self.filter(holder=user)

    def waiting_for(self, user: User) -> ApplicationQuerySet:
        """Of what this person sees: nobody has it in hand, and the next step is theirs."""
        steps: list[ApplicationState] = []
        if can(user, "applications.handle") and sees_all_applications(user):
            steps += BUREAU_STEPS
        mine = Q(state__in=steps)
        if can(user, "applications.check"):
            mine |= Q(state__in=AGENCY_STEPS, agency__in=agency_scope(user))
        return self.filter(mine, holder=None)

    def with_due(self) -> ApplicationQuerySet:
        """With `due_on`, the last day of the most urgent open clock; closed files have none."""
        clocks = Clock.objects.open().filter(
            subject_table=self.model._meta.db_table,
            subject_key=Cast(OuterRef("pk"), CharField()),
        )
        first = clocks.order_by(F("due_on").asc(nulls_last=True), "pk").values("due_on")[:1]
        return self.annotate(due_on=Case(When(state__in=OPEN, then=Subquery(first)), default=None))

    def due_between(self, first: date | None, last: date) -> ApplicationQuerySet:
        """With an open clock whose last day lies between these, both included."""
        clocks = Clock.objects.due_by(last).filter(subject_table=self.model._meta.db_table)
        if first is not None:
            clocks = clocks.filter(due_on__gte=first)
        return self.filter(pk__in=clocks.values(application=Cast("subject_key", BigIntegerField())))

    def claiming(self, code: str) -> ApplicationQuerySet:
        """Relying on a condition, by its code."""
        return self.filter(Exists(self._rows("claims").filter(criterion__code=code)))

    def clean(self) -> ApplicationQuerySet:
        """无缺陷项: waiting for the bureau, every condition checked and found proven, nothing
        marked, filled in by the unit or by an agent it stands by, nobody else claims to speak for
        the unit, not on the roster already."""
        claims = self._rows("claims")
        proven = claims.filter(state=CheckState.ACCEPTED)
        valid = proven.filter(Q(expires_on=None) | Q(expires_on__gte=today()))
        others = self.model.objects.open().filter(unit=OuterRef("unit")).exclude(pk=OuterRef("pk"))
        return self.filter(
            Exists(valid),
            ~Exists(claims.exclude(state=CheckState.ACCEPTED)),
            ~Exists(self._rows("correction_notices").filter(state=CorrectionState.DRAFTING)),
            ~Exists(others),
            ~Exists(Unit.objects.listed().filter(pk=OuterRef("unit"))),
            self._is_of_the_unit(),
            state=ApplicationState.BUREAU_REVIEW,
            is_rival=False,
        )

    def _is_of_the_unit(self) -> Q:
        """Filled in by the unit itself, or it stands by what an agent did: it said so last, or its
        stamp stands on the form; as `filling.fillings` says of one."""
        steps = Act.objects.filter(
            code__in=UNIT_SAID,
            subject_table=self.model._meta.db_table,
            subject_key=Cast(OuterRef("pk"), CharField()),
            taken_back_at=None,
        )
        said = steps.order_by("-pk").values("code")[:1]
        sealed = self._rows("submissions").filter(sealed_copies__file__is_removed=False)
        by_agent = Case(When(answers__filler__is_agent=True, then=True), default=False)
        return (
            Q(Exact(by_agent, Value(False)))
            | Q(Exact(Subquery(said), CONFIRMED))
            | ~Exists(steps) & Exists(sealed)
        )

    def contested(self) -> ApplicationQuerySet:
        """Open files of units for which another open file speaks as well."""
        others = self.model.objects.open().filter(unit=OuterRef("unit")).exclude(pk=OuterRef("pk"))
        return self.open().filter(Exists(others))

    def with_rivals(self) -> ApplicationQuerySet:
        """These, and the other open files of their units: whoever moves one locks them all in the
        order of their keys, see `services.locked`."""
        found = self.order_by()
        others = Q(unit__in=found.values("unit"), state__in=OPEN)
        return self.model.objects.filter(Q(pk__in=found.values("pk")) | others)

    def _rows(self, name: str) -> models.QuerySet:
        rows = self.model._meta.get_field(name).related_model
        return rows._base_manager.filter(application=OuterRef("pk"))

    def matching(self, term: str) -> ApplicationQuerySet:
        """By 申报编号, credit code, name or pinyin initials of the unit; empty: no restriction."""
        term = term.strip()
        if not term:
            return self
        return self.filter(
            Q(application_no__iexact=term)
            | Q(credit_code__startswith=term.upper())
            | Q(unit_name__icontains=term)
            | Q(unit__in=Unit.objects.matching(term))
        )

    def with_agents(self) -> ApplicationQuerySet:
        """With `agent_name`, who filled it in for the unit; None: the unit itself."""
        name = Coalesce(KT("answers__filler__organisation"), Value("", output_field=TextField()))
        return self.annotate(
            agent_name=Case(When(answers__filler__is_agent=True, then=name), default=None)
        )

    def with_codes(self) -> ApplicationQuerySet:
        """With `codes`, those of the conditions it relies on."""
        claims = self._rows("claims").order_by("criterion__code")
        return self.annotate(codes=ArraySubquery(claims.values("criterion__code")))
