"""What is known of many applications, and what people have had to do with them, in few queries.

facts = review_facts(applications)
verdict = readiness(facts[application.pk], opinions_waived=bool(batch.opinions_waived))

barred = conflicts_of(applications, [signer])  # (application, person) → reasons
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count

from ipcontact.audit.context import name_of
from registry.applications.models import Application
from registry.applications.rules import named_as
from registry.recommendations.involvement import Pair, account_holders, filers, recommenders
from registry.reviews.choices import ReplyState
from registry.reviews.models import (
    ConflictDeclaration,
    CreditCheck,
    Inspection,
    OpinionException,
    OpinionReply,
    OpinionRequest,
)
from registry.reviews.rules import (
    Involvement,
    Look,
    Problem,
    ReviewFacts,
    conflict_reasons,
)

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


def review_facts(applications: Iterable[Application]) -> dict[int, ReviewFacts]:
    """What is known of each, by its key. Six queries, however many there are."""
    rows = list(applications)
    keys = [row.pk for row in rows]
    looks = _looks(keys)
    offices = _offices(keys)
    exceptions = _exceptions(keys)
    checks = newest_checks(keys)
    recused = _recused(keys)
    found = {}
    for row in rows:
        check = checks.get(row.pk)
        found[row.pk] = ReviewFacts(
            needs_look=not row.proposal,
            looks=tuple(looks[row.pk]),
            asked=len({letter for letter, _, _ in offices[row.pk]}),
            waiting=tuple(
                dict.fromkeys(
                    name for _, name, state in offices[row.pk] if state == ReplyState.WAITING
                )
            ),
            exceptions=tuple(exceptions[row.pk]),
            credit=check.result if check else "",
            credit_detail=check.detail if check else "",
            credit_on=check.checked_on if check else None,
            recused=tuple(recused[row.pk]),
        )
    return found


def newest_checks(keys: Iterable[int]) -> dict[int, CreditCheck]:
    """The credit check that counts for each application: the last one made; one query."""
    checks = CreditCheck.objects.filter(application__in=list(keys))
    newest = checks.order_by("application_id", "-checked_on", "-pk").distinct("application_id")
    return {check.application_id: check for check in newest}


def daily_checks(keys: Iterable[int]) -> dict[tuple[int, date], CreditCheck]:
    """The last one entered of each application and day: another that says the same is none."""
    checks = CreditCheck.objects.filter(application__in=list(keys))
    last = checks.order_by("application_id", "checked_on", "-pk").distinct(
        "application_id", "checked_on"
    )
    return {(check.application_id, check.checked_on): check for check in last}


def _looks(keys: list[int]) -> dict[int, list[Look]]:
    found = defaultdict(list)
    rows = Inspection.objects.in_force().filter(application__in=keys)
    shown = rows.annotate(people=Count("inspectors")).values_list(
        "application_id", "mode", "conclusion", "done_on", "people", "remarks"
    )
    for application, *look in shown.order_by("-done_on", "-pk"):
        found[application].append(Look(*look))
    return found


def _offices(keys: list[int]) -> dict[int, list[tuple[int, str, str]]]:
    """Per application: letter, office, answer. A letter asks about many; its replies are few."""
    asked = OpinionRequest.applications.through.objects.filter(
        application__in=keys, opinionrequest__voided_on=None
    ).values_list("opinionrequest", "application")
    letters = defaultdict(list)
    for letter, application in asked:
        letters[letter].append(application)
    found = defaultdict(list)
    replies = OpinionReply.objects.filter(request__in=letters).select_related("agency")
    for row in replies.order_by("agency__code", "pk"):
        for application in letters[row.request_id]:
            found[application].append((row.request_id, row.agency.display_name, row.state))
    return found


def _exceptions(keys: list[int]) -> dict[int, list[tuple[str, str]]]:
    found = defaultdict(list)
    rows = OpinionException.objects.filter(
        application__in=keys, reply__request__voided_on=None
    ).select_related("reply__agency")
    for row in rows.order_by("reply__agency__code", "pk"):
        found[row.application_id].append((row.reply.agency.display_name, row.text))
    return found


def _recused(keys: list[int]) -> dict[int, list[str]]:
    found = defaultdict(list)
    rows = ConflictDeclaration.objects.in_force().filter(application__in=keys)
    for row in rows.select_related("user").order_by("pk"):
        found[row.application_id].append(name_of(row.user))
    return found


def conflicts_of(
    applications: Iterable[Application], people: Iterable[User]
) -> dict[Pair, list[Problem]]:
    """Why which of these people takes no part in deciding which of these applications.

    Returns: (application key, person key) → reasons; pairs without any are left out.
    """
    judged = {
        pair: conflict_reasons(involvement)
        for pair, involvement in involvements(applications, people).items()
    }
    return {pair: reasons for pair, reasons in judged.items() if reasons}


def involvements(
    applications: Iterable[Application], people: Iterable[User]
) -> dict[Pair, Involvement]:
    """What each of these people has had to do with each application. Six queries at most."""
    rows, staff = list(applications), list(people)
    handed_in = filers(rows, staff)
    vouched = recommenders(rows, staff)
    alone = _alone(rows)
    accounts = account_holders(rows, staff)
    declared = _declared(rows, staff)
    found = {}
    for row in rows:
        for person in staff:
            pair = (row.pk, person.pk)
            named = named_as(
                row.persons, name=person.name, mobile=person.mobile or "", email=person.email
            )
            has_account = (row.unit_id, person.pk) in accounts
            found[pair] = Involvement(
                is_filer=pair in handed_in or person.pk in (row.owner_id, row.entered_by_id),
                is_recommender=pair in vouched,
                is_sole_inspector=alone.get(row.pk) == {person.pk},
                named_as=named or ("单位账号使用人" if has_account else ""),
                declared=declared.get(pair, ""),
            )
    return found


def why_aside(application: Application, person: User) -> str:
    """Why a person takes no step that judges a file, in words; empty when they may.

    Asked at every step, before the decision: `conflicts_of` then asks for more, as whoever
    recommended or inspected a file has judged it, and only may not decide it.
    """
    if ConflictDeclaration.objects.in_force().filter(application=application, user=person).exists():
        return "您已对这件申报申明回避"
    named = named_as(
        application.persons, name=person.name, mobile=person.mobile or "", email=person.email
    )
    if named:
        return f"材料中的{named}与您同名或是您本人"
    if (application.unit_id, person.pk) in account_holders([application], [person]):
        return f"您是{application.unit_name}的单位账号使用人"
    return ""


def _alone(rows: list[Application]) -> dict[int, set[int]]:
    found = defaultdict(set)
    links = Inspection.objects.in_force().filter(application__in=rows)
    for application, person in links.order_by().values_list("application_id", "inspectors"):
        found[application].add(person)
    return found


def _declared(rows: list[Application], staff: list[User]) -> dict[Pair, str]:
    declarations = ConflictDeclaration.objects.in_force().filter(
        application__in=rows, user__in=staff
    )
    return {(row.application_id, row.user_id): row.reason for row in declarations}
