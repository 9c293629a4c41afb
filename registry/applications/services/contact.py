"""Telling the unit: its account, or the contact it named in the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ipcontact.notifications.models import Message
from ipcontact.notifications.services import Person, tell

if TYPE_CHECKING:
    from ipcontact.accounts.models import User
    from registry.applications.models import Application


def contact_of(application: Application) -> User | Person | None:
    """Who hears of this application: the account that fills it in, else the named contact.

    None: nobody is known, the office has to ring the unit.
    """
    if application.owner is not None and application.owner.is_active:
        return application.owner
    named = application.persons.get("contacts", {})
    name, mobile = named.get("primary_name", ""), named.get("primary_mobile", "")
    email = named.get("primary_email", "")
    try:
        validate_email(email)
    except ValidationError:
        email = ""
    return Person(name, mobile, email) if name and (mobile or email) else None


def tell_unit(application: Application, *, by: User, **what: Any) -> Message | None:
    """Tell the unit something about its application. Args: what: as for `notifications.tell`."""
    contact = contact_of(application)
    if contact is None:
        return None
    to = {"person": contact} if isinstance(contact, Person) else {"user": contact}
    return tell(**to, subject=application, by=by, **what)
