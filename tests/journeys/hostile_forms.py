"""Every form that is tried with hostile values, filled in as it usually is."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from ipcontact.acts.services import pause_limit
from ipcontact.clocks.models import Clock
from ipcontact.workdays.clock import today
from registry.applications.models import Application
from registry.batches.models import BatchItem
from registry.notices import services as notices
from registry.notices.models import PublicNotice
from registry.rounds.models import IntakeRound
from registry.suspensions.services import suspend
from registry.units.models import Unit
from tests.examples import an_application
from tests.story import Story

UNIT = "/units/{public_no}/"
NUMBER = "document_no=示例监〔2026〕12号 accept_warnings=on"
OFFLINE = (
    "decider={leader} decided_on={today} channel=meeting minutes_no=x document_no=x reason=x scan=@"
)

# Who fills it in, and what is typed; @ is a file.
FORMS = {
    f"{UNIT}edit/": (
        "jingban1",
        "kind=enterprise registration_state=active registered_on=2020-01-01 legal_form=x "
        "registration_authority=x industry_code=C region= lead_agency= co_agency= "
        "registered_address=x business_address=x note=x _version= id= status=",
    ),
    "/units/{outside}/rename/": ("jingban1", "name=示例新名 on=2026-01-01 evidence=x pinyin="),
    "/units/{outside}/appoint/": (
        "jingban1",
        "role=primary_contact name=示例甲 on=2026-01-01 department= title= mobile= phone= email=",
    ),
    f"{UNIT}reveal/": ("jingban1", "confirm=1 reason=x"),
    "/units/assign/": ("jingban1", "confirm=1 agency=1 pick=LX000001"),
    "/units/as-text/": ("jingban1", "pick=LX000001"),
    "/views/save/": ("jingban1", "page=units name=v query=q columns=name share=on next=/units/"),
    "/views/columns/": ("jingban1", "page=units columns=name next=/units/"),
    "/imports/{key}/answers/": (
        "jingban1",
        "purpose=edition edition_name=x kind=addition published_on=2021-12-31 document_no=x "
        "confirmed_codes=x",
    ),
    "/applications/form/lookup/": (None, "application_no=SB202600001 lookup_code=x next=/x/"),
    "/rounds/new/": (
        "jingban1",
        "name=示例批次 scheme=1 form_version=2026 is_standing= opens_at=2026-09-01T09:00 "
        "closes_at=2026-09-30T17:00 grace_minutes=30 counted_on=2026-08-31 confirm_days=7 "
        "correction_days=5 agency_review_days=5 bureau_review_days=10 contact_agency=1 "
        "contact_phone=x document_no=x introduction=x materials=x state=open",
    ),
    "/rounds/{rounds/number}/extend/": (
        "jingban1",
        "confirm=1 closes_at=2099-09-30T17:00 reason=x _version=1",
    ),
    "/units/register/": (
        "jingban1",
        "credit_code=x name=x kind=enterprise region= lead_agency= registered_address=x "
        "contact_name=x contact_mobile=x contact_phone=x contact_email=x is_distinct=on",
    ),
    "/notices/{notices/number}/portal/": (
        "jingban1",
        "confirm=1 url=https://x.example/ portal_on=2099-01-05 version=1",
    ),
    "/notices/{notices/number}/extend/": (
        "lingdao",
        "confirm=1 ends_on=2099-01-05 reason=x version=1",
    ),
    "/notices/{notices/number}/decided/": (
        "jingban1",
        "confirm=1 action=extend ends_on=2099-01-05 decider=1 decided_on=2026-11-01 "
        "channel=paper minutes_no=x document_no=x reason=x",
    ),
    "/suspensions/units/{public_no}/suspend/": ("lingdao", "confirm=1 reason=x"),
    "/objections/new/{objections/new/number}/": (
        None,
        "item=1 reason=x name=x unit_name=x phone=x email=a@b.cn is_anonymous=on",
    ),
    "/objections/lookup/": (None, "number=YY2026-001 code=x"),
    "/objections/{objections/number}/settle/": (
        "jingban1",
        "confirm=1 reason=x goes_on=on version=1",
    ),
    "/objections/register/": (
        "jingban1",
        "item=1 reason=x channel=call received_on=2026-11-01 follows=x name=x phone=x email=x",
    ),
    "/documents/{documents/key}/edit/": ("jingban1", "title=x addressee=x text=x _version=1"),
    "/documents/{documents/key}/number/": (
        "jingban1",
        "confirm=1 series=1 document_no=x accept_warnings=on version=1",
    ),
    "/changes/units/{public_no}/tell/split/": (
        "jingban1",
        "name_1=x code_1=x asks_1=on name_3=x code_3=x effective_on=2026-11-01 basis=x "
        "channel=online",
    ),
    "/changes/units/{public_no}/contact/": (
        "jingban1",
        "role=primary_contact name=x department=x title=x mobile=x phone=x email=x channel=phone",
    ),
    "/removals/units/{public_no}/propose/": ("jingban1", "confirm=1 ground=1 reason=x"),
    "/display/": (None, "text=large next=/"),
    "/accounts/login/": (None, "login=a password=b next=/"),
    "/accounts/password/reset/": (None, "email=a@b.cn"),
    "/accounts/people/new/": ("xitong", "username=neu name=x agency= mobile= email="),
    "/accounts/import/": ("xitong", "rows=x"),
    "/workdays/import/": ("xitong", "plan=x reason=x"),
    "/admin/accounts/agency/add/": (
        "xitong",
        "code=A1 name=x short_name= kind=station parent= regions=1 email=",
    ),
    "/admin/ui/siteprofile/1/change/": (
        "xitong",
        "organ_name=x site_name=x short_name=x phone=",
    ),
    "/admin/registry/criterion/add/": (
        "xitong",
        "scheme=1 code=77 short_name=x wording=x unit_kinds=enterprise threshold=1",
    ),
    "/notices/{ended}/correct/": ("jingban1", "confirm=1 text=x reason=x version="),
    "/notices/{notices/number}/corrigenda/{corrigendum}/publish/": (
        "jingban2",
        "confirm=1 channel=paper scan=@",
    ),
    "/notices/{notices/number}/corrigenda/{corrigendum}/drop/": ("jingban1", "confirm=1"),
    "/notices/{notices/number}/number/": ("jingban1", f"series= {NUMBER} version="),
    "/notices/{announced}/announcements/{edition}/number/": (
        "jingban1",
        f"series= {NUMBER} version=",
    ),
    "/notices/{announced}/letters/{edition}/number/": (
        "jingban1",
        "confirm=1 series= first=示例监〔2026〕12号 shown={range} mark=",
    ),
    "/notices/{ended}/announce/": ("lingdao", f"confirm=1 edition_name=x {NUMBER} version="),
    "/clocks/{running}/pause/": ("jingban1", "confirm=1 on={today} reason=x version="),
    "/clocks/{paused}/resume/": ("jingban1", "confirm=1 on={today} reason=x version="),
    "/clocks/{running}/extend/": ("jingban1", "confirm=1 n=3 until= reason=x version="),
    "/rounds/backfill/": (
        "jingban1",
        "name=示例往年批次 published_on=2024-05-06 opens_on=2024-05-10 closes_on=2024-05-31 "
        "document_no=x scan=@",
    ),
    "/backfills/units/{outside}/": (
        "jingban1",
        "round={past_round} source=self agency= criteria=1 filed_on={past_day} recommended_on= "
        "reviewed_on={past_day} outcome=exclude reason=x decided_on={past_day} decider_name=x "
        "channel=meeting minutes_no=x document_no=x scan=@",
    ),
    "/backfills/{backfilled}/void/": ("jingban2", "confirm=1 reason=x version="),
    "/batches/{decided}/items/{approved}/annul/": ("lingdao", "confirm=1 reason=x version="),
    "/batches/{decided}/items/{approved}/annul-result/": (
        "jingban1",
        f"confirm=1 {OFFLINE}",
    ),
    "/applications/{returned}/answer/": (
        "neiqin1",
        "event_on={today} scan=@ basic-registered_address=示例大道8号",
    ),
    "/applications/{of_agent}/ask-agent/": ("jingban1", "confirm=1 version="),
    "/suspensions/units/{suspended}/resume/": ("lingdao", "confirm=1 reason=x"),
    "/suspensions/units/{public_no}/suspend/offline/": ("jingban1", f"confirm=1 {OFFLINE}"),
    "/suspensions/units/{suspended}/resume/offline/": ("jingban1", f"confirm=1 {OFFLINE}"),
}


def places(form: str, story: Story) -> dict[str, str]:
    """The records of this form that `tests.examples` does not have."""
    asked = form + FORMS[form][1]
    return {
        name: value
        for names, find in PLACES.items()
        if any(f"{{{name}}}" in asked for name in names)
        for name, value in zip(names, find(story), strict=True)
    }


def _outside(story: Story) -> list[str]:
    return [Unit.objects.filter(membership_state="outside").first().public_no]


def _ended(story: Story) -> list[str]:
    return [PublicNotice.objects.get(state="ended").number]


def _announced(story: Story) -> list[str]:
    """A notice whose edition and letters have no number yet."""
    notice, leader = PublicNotice.objects.get(state="ended"), story.people["lingdao"]
    announced = notices.announce(notice, edition_name="示例名录", by=leader, today=today())
    notices.draw_letters(notice, by=story.people["jingban1"], today=today())
    edition, first = announced.edition, "示例监〔2026〕12号"
    numbers = notices.range_for_letters(notice, edition, today=today(), first=first)
    return [notice.number, edition.number, numbers.words]


def _running(story: Story) -> list[str]:
    return [str(_clock(story).key)]


def _paused(story: Story) -> list[str]:
    how = {"reason": "示例", "by": story.people["jingban1"]}
    return [str(pause_limit(_clock(story), on=today(), today=today(), **how).key)]


def _clock(story: Story) -> Clock:
    return Clock.objects.open_for(an_application(story)).get()


def _past_round(story: Story) -> list[str]:
    round_ = IntakeRound.objects.filter(is_backfill=True).first()
    return [str(round_.pk), timezone.localdate(round_.opens_at).isoformat()]


def _backfilled(story: Story) -> list[str]:
    return [Application.objects.filter(round__is_backfill=True).first().application_no]


def _approved(story: Story) -> list[str]:
    item = BatchItem.objects.filter(
        application__state="approved", batch__signers__user=story.people["lingdao"]
    ).first()
    return [item.batch.number, item.application.application_no]


def _returned(story: Story) -> list[str]:
    own = Application.objects.filter(agency=story.people["neiqin1"].agency)
    return [own.filter(state="returned").first().application_no]


def _of_agent(story: Story) -> list[str]:
    rows = Application.objects.with_agents().exclude(agent_name=None)
    return [rows.exclude(state="draft").first().application_no]


def _suspended(story: Story) -> list[str]:
    unit, leader = story.station_unit, story.people["lingdao"]
    return [suspend(unit, reason="示例", by=leader, today=today()).public_no]


def _today(story: Story) -> list[str]:
    return [today().isoformat()]


def _leader(story: Story) -> list[str]:
    return [str(story.people["lingdao"].pk)]


PLACES: dict[tuple[str, ...], Callable[[Story], list[str]]] = {
    ("outside",): _outside,
    ("ended",): _ended,
    ("announced", "edition", "range"): _announced,
    ("running",): _running,
    ("paused",): _paused,
    ("past_round", "past_day"): _past_round,
    ("backfilled",): _backfilled,
    ("decided", "approved"): _approved,
    ("returned",): _returned,
    ("of_agent",): _of_agent,
    ("suspended",): _suspended,
    ("leader",): _leader,
    ("today",): _today,
}
