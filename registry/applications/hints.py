"""What a reviewer should know of other files and units before passing an application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse

from registry.applications.choices import OPEN
from registry.applications.models import Application
from registry.units.models import Unit
from registry.units.people import UnitPerson

MOST = 5


@dataclass(frozen=True)
class Hint:
    """Something the reviewer should know before passing it. `tone`: warn or bad."""

    words: str
    url: str = ""
    tone: str = "warn"


def hints(application: Application, user: Any) -> list[Hint]:
    """Doubles and strange coincidences (office.md, Duplicates); few queries each."""
    found = []
    unit = application.unit
    if unit is not None and Unit.objects.listed().filter(pk=unit.pk).exists():
        found.append(Hint("单位已在现行名录中。", unit.get_absolute_url(), "bad"))
    if "分公司" in application.unit_name or "分店" in application.unit_name:
        found.append(Hint("名称像分支机构，请核对总公司是否在名录中或另行申报。"))
    if unit is not None and unit.name_core:
        same = Unit.objects.visible_to(user).filter(name_core=unit.name_core).exclude(pk=unit.pk)
        found += [
            Hint(f"名称相近：{other.name}", other.get_absolute_url()) for other in same[:MOST]
        ]
    if unit is not None:
        earlier = Application.objects.visible_to(user).filter(unit=unit, is_rival=False)
        found += [
            Hint(
                f"以前申报过：{other.application_no}，{other.get_state_display()}",
                other.get_absolute_url(),
            )
            for other in earlier.exclude(pk=application.pk).exclude(
                pk__in=rivals(application, user)
            )[:MOST]
        ]
    return found + _same_contact(application, user)


def _same_contact(application: Application, user: Any) -> list[Hint]:
    """The contact's mobile stands in other files or at other units; the number is not told."""
    mobile = application.persons.get("contacts", {}).get("primary_mobile")
    if not mobile:
        return []
    others = (
        Application.objects.visible_to(user)
        .filter(persons__contacts__primary_mobile=mobile)
        .exclude(Q(pk=application.pk) | Q(unit=application.unit, unit__isnull=False))
    )
    people = UnitPerson.objects.filter(mobile=mobile, unit__in=Unit.objects.visible_to(user))
    people = people.exclude(unit=application.unit).select_related("unit")
    return [
        Hint(
            f"同一联络员手机：{other.unit_name}（{other.application_no}）", other.get_absolute_url()
        )
        for other in others[:MOST]
    ] + [
        Hint(f"同一联络员手机：{person.unit.name}", person.unit.get_absolute_url())
        for person in people[:MOST]
    ]


def rivals(application: Application, user: Any) -> QuerySet[Application]:
    """Other open files that claim to speak for the same unit; none once this one is over."""
    if application.unit_id is None or application.state not in OPEN:
        return Application.objects.none()
    others = Application.objects.visible_to(user).open().filter(unit=application.unit_id)
    return others.exclude(pk=application.pk)


def settle_url(application: Application) -> str:
    """Where it is settled who speaks for the unit; empty until that part is there."""
    try:
        return reverse("recommendations:settle", args=[application.application_no])
    except NoReverseMatch:
        return ""
