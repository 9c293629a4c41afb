"""What is known of the items of a batch, in few queries, however many there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ipcontact.acts.models import Act
from registry.applications.choices import ApplicationState
from registry.applications.filling import fillings
from registry.applications.models import Application, Claim
from registry.batches.choices import BatchItemDecision
from registry.batches.models import BatchItem, ReviewBatch
from registry.batches.remarks import ItemFacts, Remark, remarks_of
from registry.criteria.choices import CheckState, ProofKind
from registry.recommendations.choices import Opinion, RecommendationState
from registry.recommendations.models import Recommendation
from registry.reviews.choices import CreditResult, ReplyState
from registry.reviews.facts import review_facts
from registry.reviews.models import OpinionReply

BYPASSED, ANNULLED = "application.bypass", "application.annul"


@dataclass(frozen=True)
class Line:
    """One item with everything a reader needs of it at a glance."""

    item: BatchItem
    facts: ItemFacts
    remarks: tuple[Remark, ...]

    @property
    def application(self) -> Application:
        return self.item.application

    @property
    def number(self) -> str:
        return self.item.application.application_no

    @property
    def is_open(self) -> bool:
        """Still to be decided here, see `is_open`."""
        return is_open(self.item)

    @property
    def is_approved(self) -> bool:
        """Included here, and its notice has not been published."""
        is_included = self.item.decision == BatchItemDecision.INCLUDE
        return is_included and self.application.state == ApplicationState.APPROVED

    @property
    def look(self) -> str:
        """The newest assessment in words."""
        looks = self.facts.review.looks
        if looks:
            return looks[0].words
        return "未考察" if self.facts.review.needs_look else "建议不纳入，未考察"

    @property
    def opinions(self) -> str:
        """无意见, or what is not so."""
        review = self.facts.review
        if review.exceptions:
            return f"{len(review.exceptions)}条意见"
        if review.waiting:
            return f"{len(review.waiting)}个单位未回函"
        return "无意见" if review.asked else "未征求"

    @property
    def credit(self) -> str:
        """The newest credit check in words."""
        result = self.facts.review.credit
        return CreditResult(result).label if result else "未核查"

    @property
    def conditions(self) -> str:
        """（1）（3）"""
        return "".join(f"（{code}）" for code in self.facts.codes)


def items_of(batch: ReviewBatch) -> list[BatchItem]:
    """The items of a batch in order, with what is printed of them. One query."""
    related = ("application__agency", "application__round", "decided_by")
    rows = batch.items.select_related(*related).defer("application__answers")  # wide, not shown
    return list(rows.order_by("order", "pk"))


def is_open(item: BatchItem) -> bool:
    """Whether an item is still to be decided on its list; the application is loaded with it.

    A withdrawn one is not, nor one whose first decision stands after the list was opened again:
    its application may be on another list by now.
    """
    return not item.decision and item.application.state == ApplicationState.IN_BATCH


def lines_of(batch: ReviewBatch, *, today: date) -> list[Line]:
    """The items of a batch with their remarks. About fifteen queries."""
    items = items_of(batch)
    facts = item_facts(items, today=today)
    return [Line(item, facts[item.pk], tuple(remarks_of(facts[item.pk]))) for item in items]


def item_facts(items: Iterable[BatchItem], *, today: date) -> dict[int, ItemFacts]:
    """What is known of each item, by its key; the applications are loaded with them."""
    rows = list(items)
    applications = [item.application for item in rows]
    keys = [each.pk for each in applications]
    reviews = review_facts(applications)
    claims = _claims(keys)
    returns = _returns(applications)
    against = _against(keys)
    deferrals = _deferrals(rows)
    contested = set(
        Application.objects.filter(pk__in=keys).contested().values_list("pk", flat=True)
    )
    bypassed, backfilled, annulled = _steps(keys)
    unsettled = {key: each.words for key, each in fillings(keys).items() if not each.is_settled}
    found = {}
    for item in rows:
        key = item.application_id
        found[item.pk] = ItemFacts(
            review=reviews[key],
            proposal=item.proposal,
            proposal_reason=item.proposal_reason,
            codes=tuple(claim.criterion.code for claim in claims[key]),
            expired=tuple(
                claim.criterion.code for claim in claims[key] if _is_expired(claim, today)
            ),
            is_proven=any(_is_proven(claim, today) for claim in claims[key]),
            is_free_only=bool(claims[key])
            and all(c.criterion.proof_kind == ProofKind.FREE_REASON for c in claims[key]),
            returns=returns[key],
            against=tuple(against[key]),
            deferrals=deferrals[key],
            is_rival=item.application.is_rival,
            is_contested=key in contested,
            is_bypassed=key in bypassed,
            is_backfill=key in backfilled,
            is_in_grace=item.application.is_in_grace,
            filled_by=unsettled.get(key, ""),
            is_annulled=key in annulled and item.decision == BatchItemDecision.INCLUDE,
        )
    return found


def offices_of(applications: Iterable[Application]) -> list[tuple[str, str, str]]:
    """For the paper: each office that was asked about any of these, its answer, its date."""
    replies = (
        OpinionReply.objects.filter(request__voided_on=None, request__applications__in=applications)
        .select_related("agency", "request")
        .order_by("agency__code", "pk")
        .distinct()
    )
    return [
        (
            reply.agency.name,
            ReplyState(reply.state).label,
            reply.replied_on.isoformat() if reply.replied_on else "",
        )
        for reply in replies
    ]


def _claims(keys: list[int]) -> dict[int, list[Claim]]:
    found = defaultdict(list)
    rows = Claim.objects.filter(application__in=keys).exclude(state=CheckState.REJECTED)
    rows = rows.only(
        "application_id", "state", "expires_on", "criterion__code", "criterion__proof_kind"
    )
    for claim in rows.select_related("criterion").order_by("criterion__code"):
        found[claim.application_id].append(claim)
    return found


def _is_expired(claim: Claim, today: date) -> bool:
    return bool(claim.expires_on and claim.expires_on < today)


def _is_proven(claim: Claim, today: date) -> bool:
    return claim.state == CheckState.ACCEPTED and not _is_expired(claim, today)


def _returns(applications: list[Application]) -> Counter:
    sent = Application.objects.filter(
        pk__in=[each.pk for each in applications], correction_notices__sent_on__isnull=False
    )
    return Counter(sent.order_by().values_list("pk", flat=True))


def _against(keys: list[int]) -> dict[int, list[str]]:
    found = defaultdict(list)
    rows = Recommendation.objects.filter(
        application__in=keys, state=RecommendationState.SIGNED, opinion=Opinion.NOT_RECOMMENDED
    )
    for row in rows.select_related("agency").order_by("agency__code"):
        found[row.application_id].append(row.agency.display_name)
    return found


def _deferrals(items: list[BatchItem]) -> Counter:
    earlier = BatchItem.objects.filter(
        application__in=[item.application_id for item in items], decision=BatchItemDecision.DEFER
    ).exclude(pk__in=[item.pk for item in items])
    return Counter(earlier.order_by().values_list("application_id", flat=True))


def _steps(keys: list[int]) -> tuple[set[int], set[int], set[int]]:
    """Which of these went past their agency, which have steps entered afterwards, and of which
    the inclusion was annulled."""
    steps = Act.objects.filter(
        Q(code__in=(BYPASSED, ANNULLED)) | Q(is_backfill=True),
        subject_table=Application._meta.db_table,
        subject_key__in=[str(key) for key in keys],
        taken_back_at=None,
    )
    found = list(steps.order_by().values_list("subject_key", "code", "is_backfill"))
    return (
        {int(key) for key, code, _ in found if code == BYPASSED},
        {int(key) for key, _, is_late in found if is_late},
        {int(key) for key, code, _ in found if code == ANNULLED},
    )
