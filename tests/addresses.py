"""Every address of the URL table, filled from the demonstration, and who should see what.

Used by the matrix of roles (status only) and by the browser's walk (axe, width, validity).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.utils import timezone
from django.utils.http import urlencode

from ipcontact.accounts.audiences import CLOSED, PUBLIC, SIGNED_IN, all_routes, audience_of
from ipcontact.accounts.capabilities import roles_with
from ipcontact.accounts.models import Agency
from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent, Change
from ipcontact.documents.kinds import GENERAL
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.services import draw_up
from ipcontact.workdays.clock import today
from registry.applications.models import Application
from registry.batches.models import ReviewBatch
from registry.goals.models import FigureSnapshot
from registry.imports.editions import Options
from registry.imports.models import ImportRun
from registry.imports.services import upload
from registry.merges.models import UnitMerge
from registry.merges.services import propose
from registry.notices.models import PublicNotice
from registry.notices.services import draft_corrigendum
from registry.objections.models import Objection
from registry.recommendations.models import Recommendation, RecommendationSheet
from registry.recommendations.services.sheets import upload as upload_sheet
from tests.changing import examples
from tests.deciding import enquired, make_batch, ready
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
from tests.factories import credit_code, make_unit
from tests.filing import draft, make_round
from tests.noticing import decided_batch, published
from tests.recommending import link_to, office_sheet, signed
from tests.registry.applications.office import in_bureau
from tests.registry.reviews.assessed import a_letter, assessed
from tests.story import Story
from tests.workbooks import office_roster

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

NOBODYS = "6f1b1f0e-0000-4000-8000-000000000000"
NO_ROW = "987654321"  # key of a row that is not there


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
        if self.route.startswith((OFFICE, OF_ASSESSED)):
            return 200 if role in self.application_readers else 404
        if self.route.startswith(BATCH):
            return 200 if role in self.batch_readers else 404
        if self.route.startswith(DOCUMENT):
            return 200 if role in self.document_readers else 404
        if self.route == OUTCOME:
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


def parameters(story: Story) -> dict[str, str]:
    """A record of the demonstration for each name that a pattern asks for."""
    return {
        "public_no": story.station_unit.public_no,
        "application_no": an_application(story).application_no,
        "condition": an_application(story).claims.first().criterion.code,
        "token": "nobodys",
        "number": story.first_edition.number,
        "kind": "csv",
        "criterion": "1",
        "applications/form": "SB000000000",
        "step": "basic",
        "version": "1",
        "code": story.people["neiqin1"].agency.code,
        "accounts/people": str(story.people["jingban2"].pk),
        "audit/changes": str(Change.objects.latest("pk").pk),
        "audit/access": str(_an_access_event().pk),
        "views": "1",
        "file": NOBODYS,
        "message": NOBODYS,
        "clock": NOBODYS,
        "act": NOBODYS,
        "result": NOBODYS,
        "delegation": NOBODYS,
        "key": str(a_preview(story).key),
        **recommended(story),
        "merges/key": str(a_merge(story).key),
        "table": "registry_unit",
        "exceptions/key": str(story.station_unit.pk),
        **examples(story),
        "reviews/application_no": assessed(story).application_no,
        "reviews/number": a_letter(story).number,
        "reviews/agency": story.people["xiezuo"].agency.code,
        "reviews/inspections": str(assessed(story).inspections.get().pk),
        "reviews/recusals": NO_ROW,
        "goals/code": "roster.listed",
        "goals/snapshots/number": FigureSnapshot.objects.order_by("pk").first().number,
        "objections/number": an_objection().number,
        "objections/new/number": an_objection().item.notice.number,
        "objections/kind": "objection_receipt",
        "rounds/number": a_draft(story).round.number,
        "rounds/application_no": a_draft(story).application_no,
        "batches/number": a_batch(story).number,
        "notices/number": a_notice(story).number,
        "notices/<str:number>/edit/:number": a_notice(story).number,
        "notices/draft/number": a_notice(story).batch.number,
        "corrigendum": str(a_notice(story).corrigenda.get().pk),
        "documents/key": str(a_document(story).key),
        "subject": "units",
        "reference": story.station_unit.public_no,
        "batches/application_no": a_batch(story).items.first().application.application_no,
    }


def recommended(story: Story) -> dict[str, str]:
    """Signed recommendations, and a sheet with a line to mend: of the clerk's and the head's."""
    clerk, head = story.person(Role.AGENCY_CLERK), story.person(Role.AGENCY_HEAD)
    own = [_a_recommendation(each.agency, story) for each in (clerk, head)]
    sheet = RecommendationSheet.objects.filter(agency=clerk.agency).first()
    if sheet is None:
        sheet = upload_sheet(
            content=office_sheet([("示例汇总有限公司", credit_code()), ("示例错码有限公司", "1")]),
            filename="示例推荐汇总表.xlsx",
            agency=clerk.agency,
            round=own[0].application.round,
            by=clerk,
            today=today(),
        )
    return {
        "recommendations/key": str(own[0].key),
        "recommendations/<uuid:key>/sign/:key": str(own[1].key),
        "recommendations/<uuid:key>/revoke/:key": str(own[1].key),
        "recommendations/application_no": own[0].application.application_no,
        "recommendations/sheets/key": str(sheet.key),
        "recommendations/sheets/number": str(sheet.lines.last().number),
        "recommendations/confirm/token": link_to(own[0].application),
    }


def _a_recommendation(agency: Agency, story: Story) -> Recommendation:
    found = Recommendation.objects.filter(agency=agency).first()
    if found is not None:
        return found
    now = timezone.now()
    region = story.people["neiqin1"].agency.regions.order_by("code").first()
    return signed(make_round(now=now), agency=agency, now=now, region=region.code)


def a_preview(story: Story) -> ImportRun:
    """A previewed file with a line that is new and one that is refused."""
    if run := ImportRun.objects.first():
        return run
    lines = [("示例样品有限公司", credit_code()), ("示例错码有限公司", "91120116MA00000010")]
    return upload(
        content=office_roster(lines),
        filename="示例名单.xlsx",
        options=Options(edition_name="示例补录名录", published_on=date(2020, 12, 1)),
        by=story.people["jingban1"],
        today=today(),
    )


def a_draft(story: Story) -> Application:
    """A draft in a round that is open now, of a unit in the care of the first demo station."""
    if application := Application.objects.unsubmitted().first():
        return application
    region = story.people["neiqin1"].agency.regions.order_by("code").first()
    return draft(make_round(now=timezone.now()), now=timezone.now(), region=region.code)


def an_application(story: Story) -> Application:
    """A recommended application of the first demo station, waiting for the bureau."""
    agency = story.people["neiqin1"].agency
    if found := Application.objects.filter(agency=agency, state="bureau_review").first():
        return found
    return in_bureau(now=timezone.now(), region=agency.regions.first().code)


def a_batch(story: Story) -> ReviewBatch:
    """A list of one unit that is being drawn up."""
    if batch := ReviewBatch.objects.filter(state="drafting").first():
        return batch
    handler, now = story.people["jingban1"], timezone.now()
    leader = story.person(Role.DECIDER)
    return make_batch([ready(by=handler, now=now)], by=handler, chain=[leader], now=now)


def an_objection() -> Objection:
    """An objection with its letters, in the hand of the demonstration's handler."""
    return Objection.objects.filter(state="answered").first()


def a_notice(story: Story) -> PublicNotice:
    """A notice of one unit that runs, with a correction that waits for the check."""
    found = PublicNotice.objects.filter(state="published", corrigenda__published_on=None)
    if notice := found.filter(corrigenda__isnull=False).first():
        return notice
    handler, leader = story.people["jingban1"], story.person(Role.DECIDER)
    now = timezone.now()
    rows = enquired([ready(by=handler, now=now)], by=handler, now=now)
    batch = decided_batch(rows, by=handler, leader=leader, now=now, name="示例公示名单")
    notice = published(batch, by=handler, checker=story.people["jingban2"], now=now)
    draft_corrigendum(notice, text="示例更正。", reason="示例", by=handler, today=now.date())
    return notice


def a_document(story: Story) -> OfficialDocument:
    """A draft letter about the unit of the first demo station."""
    if found := OfficialDocument.objects.filter(state="draft").first():
        return found
    return draw_up(
        kind=GENERAL.code,
        subject=story.station_unit,
        title="示例函",
        text="示例正文。",
        by=story.people["jingban1"],
        today=today(),
    )


def a_merge(story: Story) -> UnitMerge:
    """Two units found to be one, waiting for a second person of the bureau."""
    if merge := UnitMerge.objects.first():
        return merge
    keep, drop = make_unit("示例重复登记有限公司"), make_unit("示例重复登记有限责任公司")
    by = story.people["jingban1"]
    return propose(surviving=keep, merged=drop, reason="示例依据", by=by, today=today())


def _an_access_event() -> AccessEvent:
    return AccessEvent.objects.first() or AccessEvent.objects.create(kind="export", target="示例")


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
