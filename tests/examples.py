"""A record of the demonstration for every name that an address asks for."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

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
from tests.factories import credit_code, make_unit
from tests.filing import draft, make_round
from tests.noticing import decided_batch, published
from tests.recommending import link_to, office_sheet, signed
from tests.registry.applications.office import in_bureau
from tests.registry.reviews.assessed import a_letter, assessed
from tests.story import Story
from tests.workbooks import office_roster

NOBODYS = "6f1b1f0e-0000-4000-8000-000000000000"
NO_ROW = "987654321"  # key of a row that is not there


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
        "edition": "nobodys",
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
    draft_corrigendum(notice, text="示例更正。", reason="示例", by=handler, today=today())
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


def an_objection() -> Objection:
    """An objection with its letters, in the hand of the demonstration's handler."""
    return Objection.objects.filter(state="answered").first()


def _an_access_event() -> AccessEvent:
    return AccessEvent.objects.first() or AccessEvent.objects.create(kind="export", target="示例")
