"""What applications answer a round: what is on its way, who is told, which drafts to ring."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Count, QuerySet

from ipcontact.accounts.models import MOBILE_CHECK, Agency
from ipcontact.accounts.rights import agency_scope
from ipcontact.acts.models import Act
from ipcontact.notifications.services import Person
from ipcontact.text.masking import mask_mobile, mask_name
from ipcontact.ui.registry import RoundPanel, round_panels
from registry.applications.choices import FINAL, ApplicationState
from registry.applications.models import Application
from registry.applications.querysets import sees_all_applications
from registry.applications.questions import FORMS
from registry.rounds.choices import IntakeRoundState
from registry.rounds.contents import Addressee, AgencyUse, RoundContent, contents
from registry.rounds.models import IntakeRound

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

REMINDED = "application.reminded"
SHOWN = 100


def register() -> None:
    """Answer the rounds, and show the drafts on their page; called once when the app is ready."""
    contents.add(
        RoundContent(
            form_versions=tuple(FORMS),
            unsubmitted=unsubmitted,
            unfinished=unfinished,
            addressees=addressees,
            use=use_by_agency,
        )
    )
    round_panels.add(
        RoundPanel(
            title="未提交的草稿",
            template="registry/applications/drafts_panel.html",
            audience="applications.remind",
            context=drafts_panel,
            anchor="drafts",
            order=30,
        )
    )


def unsubmitted(round_: IntakeRound) -> int:
    """Drafts of units in a round."""
    return round_.applications.unsubmitted().count()


def unfinished(round_: IntakeRound) -> int:
    """Applications of a round that are neither drafts nor final."""
    return round_.applications.open().count()


def use_by_agency(round_: IntakeRound) -> dict[int, AgencyUse]:
    """Per agency: all files it answers for; withdrawn ones apart. What it recommends, and what of
    that takes a place, recommendations say."""
    gone = (ApplicationState.DISCARDED, ApplicationState.WITHDRAWN, ApplicationState.DECLINED)
    rows = (
        round_.applications.submitted()
        .exclude(state__in=gone)
        .filter(agency__isnull=False)
        .order_by()
        .values("agency")
        .annotate(submitted=Count("pk"))
    )
    return {row["agency"]: AgencyUse(submitted=row["submitted"]) for row in rows}


def addressees(round_: IntakeRound) -> Iterator[Addressee]:
    """Everybody with a draft or a file on its way in a round: the account, else the contact."""
    rows = round_.applications.exclude(state__in=FINAL).select_related("owner").order_by("pk")
    for application in rows:
        if application.owner_id is not None:
            yield Addressee(application.owner, application)
        elif person := contact_of(application):
            yield Addressee(person, application)


def contact_of(application: Application) -> Person | None:
    """The contact typed in the form, with what of it can be used; None without a way."""
    typed = application.persons.get("contacts", {})
    mobile = _valid(MOBILE_CHECK, typed.get("primary_mobile"))
    email = _valid(validate_email, typed.get("primary_email"))
    if not (mobile or email):
        return None
    return Person(typed.get("primary_name") or "联络员", mobile, email)


def drafts_to_ring(user: User, round_: IntakeRound) -> QuerySet[Application]:
    """Drafts of units in a round whose people this person may ring before it closes.

    The bureau: all. An agency: units that say they are in its jurisdiction. Drafts are not
    otherwise open to staff; here they learn who has begun, not what was written.
    """
    drafts = round_.applications.unsubmitted()
    if sees_all_applications(user):
        return drafts
    agencies = Agency.objects.filter(pk__in=agency_scope(user))
    codes = list(agencies.filter(regions__isnull=False).values_list("regions__code", flat=True))
    return drafts.filter(answers__basic__region__in=codes)


def phone_of(application: Application) -> tuple[str, str]:
    """Name and telephone of the person who fills in: the account, else the contact typed."""
    if application.owner_id is not None:
        return application.owner.name, application.owner.mobile or ""
    typed = application.persons.get("contacts", {})
    number = typed.get("primary_mobile") or typed.get("primary_phone") or ""
    return typed.get("primary_name") or "", number


def drafts_panel(round_: IntakeRound, user: User) -> dict[str, Any] | None:
    """Drafts with the masked telephone and the last call; nothing before and after the round."""
    if round_.state not in (IntakeRoundState.OPEN, IntakeRoundState.CLOSED):
        return None
    drafts = drafts_to_ring(user, round_).select_related("owner").order_by("-updated_at", "pk")
    shown = list(drafts[: SHOWN + 1])
    calls = last_calls(shown)
    rows = []
    for application in shown[:SHOWN]:
        name, number = phone_of(application)
        rows.append(
            {
                "application": application,
                "name": mask_name(name),
                "phone": mask_mobile(number),
                "call": calls.get(str(application.pk)),
            }
        )
    return {"rows": rows, "has_more": len(shown) > SHOWN, "round": round_}


def last_calls(applications: list[Application]) -> dict[str, Act]:
    """The last call to each, by key as text; one query."""
    keys = [str(application.pk) for application in applications]
    table = Application._meta.db_table
    rows = Act.objects.filter(subject_table=table, subject_key__in=keys, code=REMINDED)
    return {act.subject_key: act for act in rows.order_by("pk")}


def _valid(check, raw: Any) -> str:
    try:
        check(raw or "")
    except ValidationError:
        return ""
    return raw
