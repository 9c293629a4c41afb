"""Every address of the URL table, filled from the demonstration, and who should see what.

Used by the matrix of roles (status only) and by the browser's walk (axe, width, validity).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.utils.http import urlencode

from ipcontact.accounts.audiences import CLOSED, PUBLIC, SIGNED_IN, all_routes, audience_of
from ipcontact.accounts.capabilities import roles_with
from ipcontact.accounts.roles import Role
from tests.examples import (
    NO_ROW,
    a_batch,
    a_document,
    a_merge,
    a_notice,
    an_application,
    parameters,
)
from tests.expected_answers import (
    ADMIN_DELETERS,
    ADMIN_READERS,
    ADMIN_WRITERS,
    ANONYMOUS,
    ASKS_MORE,
    BATCH,
    DOCUMENT,
    INSTEAD,
    MARKS,
    NOTICE,
    OF_A_FILE,
    OF_AN_APPLICANT,
    OF_ANOTHER_AGENCY,
    OF_ASSESSED,
    OF_ONE_UNIT,
    OFFICE,
    OUTCOME,
    POST_ONLY,
    PUBLISHED,
    SIGNED,
)
from tests.registry.reviews.assessed import assessed
from tests.story import Story

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
ADMIN = re.compile(r"^admin/(?P<model>\w+/\w+)/(?P<object><path:object_id>/)?(?P<verb>\w*)/?$")
# Patterns of packages that are no plain route, with a path each.
FILLED = {
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": "accounts/confirm-email/key/",
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": (
        "accounts/password/reset/key/1-old/"
    ),
    "admin/r/<path:content_type_id>/<path:object_id>/": "admin/r/1/1/",
    r"admin/(?P<url>.*)$": "admin/nowhere/",
}
APP_INDEX = re.compile(r"^admin/\^\(\?P<app_label>(\w+)")


@dataclass(frozen=True)
class Address:
    """One line of the URL table with an example of it.

    Attributes:
        route: the pattern as in the table.
        path: the same, filled with a record of the demonstration.
        audience: as declared by the view or the list of third-party addresses.
        unit_readers: roles of the demo people who see the example unit.
        refused: roles of demo people whom the page refuses though it admits the role.
        application_readers: roles of those who see the example application.
        assessed_readers: roles of those who see the application that is assessed.
        batch_readers: roles of those who see the example batch.
        document_readers: roles of those who see the example document.
        notice_readers: roles of those who see the staff's pages of the example notice.
        is_empty: whether the admin's table behind it has no row in the demonstration.
    """

    route: str
    path: str
    audience: str
    unit_readers: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    application_readers: frozenset[str] = frozenset()
    assessed_readers: frozenset[str] = frozenset()
    batch_readers: frozenset[str] = frozenset()
    document_readers: frozenset[str] = frozenset()
    notice_readers: frozenset[str] = frozenset()
    is_empty: bool = False

    def admits(self, role: str) -> bool:
        """Whether the declared audience lets this role pass."""
        if self.audience == PUBLIC:
            return True
        if role == "anonymous" or self.audience == CLOSED:
            return False
        return self.audience == SIGNED_IN or role in roles_with(self.audience)

    def expected(self, role: str) -> int:
        """Status that a person of this role gets on opening it."""
        if self.audience == CLOSED:
            return 404
        if not self.admits(role):
            return 302 if role == "anonymous" else 403
        special = ANONYMOUS if role == "anonymous" else SIGNED
        if self.route in special:
            return special[self.route]
        if self.route.startswith(OF_AN_APPLICANT):
            return 302 if role == "anonymous" else 404
        if self.route in OF_ONE_UNIT:  # promise 2: another's record does not exist
            return OF_ONE_UNIT[self.route] if role in self.unit_readers else 404
        if self.route.startswith(OF_A_FILE):
            return 200 if role in self.unit_readers | {Role.AUDITOR} else 404
        if role in self.refused:
            return 403
        if self.route in OF_ANOTHER_AGENCY and role == Role.AGENCY_HEAD:
            return 404
        if self.route == MARKS:
            return POST_ONLY
        if self.route.startswith(OFFICE):
            return 200 if role in self.application_readers else 404
        if self.route.startswith(OF_ASSESSED):
            return 200 if role in self.assessed_readers else 404
        if self.route.startswith(BATCH):
            return 200 if role in self.batch_readers else 404
        if self.route.startswith(DOCUMENT):
            return 200 if role in self.document_readers else 404
        if self.route in OUTCOME:
            return 404
        if self.route.startswith(NOTICE) and self.route not in PUBLISHED:
            return 200 if role in self.notice_readers else 404
        if found := ADMIN.match(self.route):
            status = _expected_in_admin(found, role)
            is_row = found["object"] and self.is_empty
            gone = is_row and (found["verb"] == "history" or status == 200)
            return 302 if gone else status  # Django leads back to the start of the admin
        return INSTEAD.get(self.route, 200)


def addresses(story: Story) -> Iterator[Address]:
    """Every address of the project, in the order of the URL table."""
    values = parameters(story)
    unit_readers = _readers(story, story.station_unit)
    application_readers = _readers(story, an_application(story))
    assessed_readers = _readers(story, assessed(story))
    batch_readers = _readers(story, a_batch(story))
    document_readers = _readers(story, a_document(story))
    notice_readers = _readers(story, a_notice(story))
    for route, view in all_routes():
        path = f"/{_fill(route, values)}"
        if route in ("exceptions/export/", "audit/export/", "audit/access/export/"):
            path += "?" + urlencode({"format": "csv"})
        if route == "merges/propose/":
            merge = a_merge(story)
            pair = {"keep": merge.surviving.public_no, "drop": merge.merged.public_no}
            path += "?" + urlencode(pair)
        if route in ("units/export/", "applications/export/"):
            path += "?" + urlencode({"format": "csv"})
        if route == "reviews/credit/export/":
            path += "?" + urlencode({"format": "xlsx"})
        is_empty = f"/{NO_ROW}/" in path
        may = ASKS_MORE.get(route, lambda person: True)
        refused = frozenset(role for role in Role.values if not may(story.person(role)))
        who = audience_of(view, route)
        yield Address(
            route=route,
            path=path,
            audience=who,
            unit_readers=unit_readers,
            refused=refused,
            application_readers=application_readers,
            assessed_readers=assessed_readers,
            batch_readers=batch_readers,
            document_readers=document_readers,
            notice_readers=notice_readers,
            is_empty=is_empty,
        )


def _readers(story: Story, record) -> frozenset[str]:
    """Roles of the demo people who see a record."""
    rows = type(record).objects
    return frozenset(
        role for role in Role.values if rows.visible_to(story.person(role)).contains(record)
    )


def _fill(route: str, values: dict[str, str]) -> str:
    if route in FILLED:
        return FILLED[route]
    if found := APP_INDEX.match(route):
        return f"admin/{found[1]}/"
    if (found := ADMIN.match(route)) and found["object"]:
        model = apps.get_model(*found["model"].split("/"))
        first = model._default_manager.order_by("pk").values_list("pk", flat=True).first()
        return route.replace("<path:object_id>", str(first or NO_ROW))
    room = route.partition("/<int:pk>")[0]

    def example(name: re.Match) -> str:
        key = room if name[1] == "pk" else name[1]
        if key == "application_no" and route.startswith("applications/form/"):
            key = "applications/form"  # nobody's, for the applicant's own pages
        prefixes = (f"{'/'.join(route.split('/')[:depth])}/{key}" for depth in (2, 1))
        own = (f"{route}:{key}", *prefixes)
        key = next((each for each in own if each in values), key)
        assert key in values, f"{route}: add an example of {key!r} to tests/addresses.parameters"
        return values[key]

    return PARAMETER.sub(example, route)


def _expected_in_admin(found: re.Match, role: str) -> int:
    """The admin's own answer within `admin.enter`."""
    model, verb = found["model"], found["verb"]
    if model == "ui/siteprofile":  # one row, kept by the system administrator
        return {"": 302, "add": 403, "delete": 403}.get(verb, 200)
    if found["object"] and not verb:
        return 302
    if verb == "process_import":
        return POST_ONLY
    allowed = {"add": ADMIN_WRITERS, "import": ADMIN_WRITERS, "delete": ADMIN_DELETERS}.get(verb)
    if allowed is None:
        return 200 if role in ADMIN_READERS.get(model, set(Role)) else 403
    return 200 if role in allowed.get(model, ()) else 403
