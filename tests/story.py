"""The demonstration as a database that many tests share: loaded once, cloned per module.

Tests on it open pages in a browser or with Django's client, so they cannot hide in a
transaction. They leave what they did behind; each module begins with a fresh copy.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from ipcontact.accounts.models import User
from ipcontact.accounts.roles import Role
from registry.roster.models import RosterEdition
from registry.units.models import Unit
from tests import testdb

PASSWORD = "示例口令 for a demo 42"
ROLES = (*Role.values, "anonymous")


@dataclass(frozen=True)
class Story:
    """The people and records of the demonstration that tests speak of."""

    people: dict[str, User]

    def person(self, role: str) -> User | None:
        """The first demo person with this role only; None stands for anonymous."""
        if role == "anonymous":
            return None
        return next(user for user in self.people.values() if user.roles == [role])

    @property
    def station_unit(self) -> Unit:
        """A listed unit in the care of the first demo station, open to all its staff."""
        agency = self.people["neiqin1"].agency
        return Unit.objects.listed().filter(lead_agency=agency).order_by("pk").first()

    @property
    def former_unit(self) -> Unit:
        """A unit that was on the roster and left it."""
        listed = Unit.objects.listed().values("pk")
        return Unit.objects.exclude(pk__in=listed).filter(listings__isnull=False).first()

    @property
    def first_edition(self) -> RosterEdition:
        return RosterEdition.objects.order_by("published_on").first()


@pytest.fixture(scope="session")
def story_template(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """Name of a database with the demonstration loaded, for this worker."""
    own, name = settings.DATABASES["default"]["NAME"], testdb.clone_name("story_source")
    folder = tmp_path_factory.mktemp("local")
    with django_db_blocker.unblock():
        testdb.clone(name)
        testdb.use_database(name)
        with override_settings(LOCAL_DIR=folder, DEMO=True):
            call_command("load_demo", verbosity=0, stdout=io.StringIO())
        for user in User.objects.all():
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])
        testdb.use_database(own)
    yield name
    with django_db_blocker.unblock():
        testdb.drop(name)


@pytest.fixture(scope="module")
def story(story_template: str, django_db_blocker) -> Iterator[Story]:
    """The demonstration, as fresh as on the first day, for the tests of one module."""
    own, name = settings.DATABASES["default"]["NAME"], testdb.clone_name("story")
    with django_db_blocker.unblock():
        testdb.clone(name, like=story_template)
        testdb.use_database(name)
        cache.clear()
        yield Story({user.username: user for user in User.objects.select_related("agency")})
        connection.close()
        cache.clear()
        testdb.use_database(own)
        testdb.drop(name)


def session_key_of(user: User) -> str:
    """Key of a new session of this person, as the sign-in page would have made it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key
