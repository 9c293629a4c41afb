"""As whom a person acts on a batch, for whom, and who must stand aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from ipcontact.accounts.capabilities import roles_with
from ipcontact.accounts.models import User
from ipcontact.accounts.rights import can
from ipcontact.acts.models import Delegation
from ipcontact.acts.services import authority_of
from ipcontact.audit.context import name_of
from registry.applications.models import Application
from registry.applications.querysets import sees_all_applications
from registry.batches.choices import BatchActor, BatchState, SignatureState
from registry.batches.models import BatchSigner, ReviewBatch
from registry.batches.rules import Place, binding_conflicts
from registry.reviews.facts import conflicts_of

SIGN, DECIDE = "batch.sign", "batch.decide"


@dataclass(frozen=True)
class Conflict:
    """One application for which a person must stand aside, and why."""

    application: Application
    person: User
    words: str

    def __str__(self) -> str:
        return f"{self.application.unit_name}：{name_of(self.person)}{self.words}"


def chain_of(batch: ReviewBatch) -> list[BatchSigner]:
    """The places of a batch in order, with their people. One query."""
    people = ("user__agency", "signed_by")
    return list(batch.signers.select_related(*people).order_by("order"))


def turn_of(chain: Sequence[BatchSigner]) -> BatchSigner | None:
    """The place whose turn it is: the first that waits."""
    return next((each for each in chain if each.state == SignatureState.WAITING), None)


def code_of(place: BatchSigner, chain: Sequence[BatchSigner]) -> str:
    """The kind of step at a place: the last one decides."""
    return DECIDE if place == chain[-1] else SIGN


def authority_at(
    place: BatchSigner, chain: Sequence[BatchSigner], *, user: User, on: date
) -> User | None:
    """In whose name a person may act at a place: the signer, or who holds the signer's 委托.

    Returns: the signer; the leader for whom somebody acts; None: may not.
    """
    code = code_of(place, chain)
    if not user.is_authenticated or not sees_all_applications(user):
        return None
    leader = None if user.pk == place.user_id else place.user
    return authority_of(user, code, on, leader=leader)


def actors_of(
    user: User, batch: ReviewBatch, chain: Sequence[BatchSigner], *, on: date
) -> frozenset[BatchActor]:
    """As whom this person may act on this batch on a day."""
    found = set()
    if can(user, "batches.prepare") and sees_all_applications(user):
        found.add(BatchActor.HANDLER)
    turn = turn_of(chain)
    for place in chain:
        if authority_at(place, chain, user=user, on=on) is None:
            continue
        found.add(BatchActor.MEMBER)
        is_last = place == chain[-1]
        if is_last and (turn == place or batch.state != BatchState.IN_DECISION):
            found.add(BatchActor.DECIDER)
        elif turn == place:
            found.add(BatchActor.SIGNER)
    return frozenset(found)


def conflicts_at(
    place: BatchSigner, *, applications: Iterable[Application], people: Iterable[User]
) -> list[Conflict]:
    """For which applications these people may not act at a place. A few queries."""
    rows = {row.pk: row for row in applications}
    named = {person.pk: person for person in people}
    barred = conflicts_of(rows.values(), named.values())
    return [
        Conflict(rows[application], named[person], binding[0][1])
        for (application, person), reasons in barred.items()
        if (binding := binding_conflicts(place.role, reasons))
    ]


def place_of(user: User, *, is_maker: bool, on: date) -> Place:
    """A person as a place of a chain to be judged."""
    sees = sees_all_applications(user) and user.is_active
    return Place(
        user.pk,
        name_of(user),
        may_sign=sees and authority_of(user, SIGN, on) is not None,
        may_decide=sees and authority_of(user, DECIDE, on) is not None,
        is_maker=is_maker,
    )


def signers_for(code: str) -> QuerySet[User]:
    """People who may be put into a chain: staff of the bureau with the capability, or who hold
    somebody's 委托."""
    verb = "batches.decide" if code == DECIDE else "batches.sign"
    able = User.objects.filter(is_active=True, roles__overlap=sorted(roles_with(verb)))
    held = Delegation.objects.filter(codes__contains=[code], ended_at=None)
    able |= User.objects.filter(is_active=True, pk__in=held.values("to_user"))
    seeing = [user.pk for user in able.select_related("agency__parent") if _sees(user)]
    people = User.objects.filter(pk__in=seeing).select_related("agency")
    return people.order_by("name", "pk")


def _sees(user: User) -> bool:
    return can(user, "batches.view") and sees_all_applications(user)


def hearers_of(place: BatchSigner, code: str, *, on: date) -> list[User]:
    """Whom to tell when it is a place's turn: the signer, and who acts for the signer now."""
    held = Delegation.objects.on(on).filter(from_user=place.user_id, codes__contains=[code])
    return [place.user, *(each.to_user for each in held.select_related("to_user"))]
