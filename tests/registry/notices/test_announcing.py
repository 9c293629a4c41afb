"""公布: the clear units make an edition, those held follow, nobody is listed twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import confirm_offline, enter_offline
from ipcontact.clocks.models import Clock
from ipcontact.documents.models import NumberSeries
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.applications.services import withdraw
from registry.criteria.models import Evidence
from registry.notices import services
from registry.notices.access import DECISIONS
from registry.notices.choices import NoticeAction
from registry.roster.models import Listing, RosterEdition
from tests.factories import make_user
from tests.files import samples
from tests.filing import submitted

NAME = "第一批重点联系单位"


def announce(notice, leader, name=NAME, **how):
    how = {"today": notice.ends_on + timedelta(days=1), **how}
    return services.announce(notice, edition_name=name, by=leader, **how)


@pytest.fixture
def late(fixed_today):
    """The day moves to the day after the window."""

    def move(notice):
        fixed_today((notice.ends_on + timedelta(days=1)).isoformat())
        return notice

    return move


def test_announce_when_nothing_came_then_edition_listing_evidence_and_contacts_follow(
    over, leader, late
):
    notice = late(over(2))

    made = announce(notice, leader, document_no="津滨市监知〔2026〕12号")

    notice.refresh_from_db()
    batch = notice.batch
    batch.refresh_from_db()
    edition = made.edition
    assert (notice.state, batch.state) == ("announced", "concluded")
    assert (edition.name, edition.document_no) == (NAME, "津滨市监知〔2026〕12号")
    entries = list(edition.entries.order_by("order"))
    assert [entry.name for entry in entries] == [item.name for item in notice.items.all()]
    assert [entry.criteria for entry in entries] == [["4", "9"], ["4", "9"]]
    for item in notice.items.select_related("application__unit"):
        unit = item.application.unit
        assert item.announcement == made
        assert item.application.state == "listed"
        assert Listing.objects.filter(unit=unit, period__upper_inf=True).count() == 1
        proofs = Evidence.objects.filter(unit=unit).values_list("application_no", flat=True)
        assert list(proofs) == [item.application.application_no] * 2
        contact = unit.people.get(role="primary_contact")
        assert contact.name == item.application.persons["contacts"]["primary_name"]
    assert Act.objects.of(notice).first().action == "公布，2家"


def test_announce_when_one_is_held_then_it_alone_waits_for_its_own_announcement(
    over, running, leader, late
):
    notice = running(3)
    item = services.hold(notice.items.get(order=2), by=None, today=notice.starts_on)
    services.end_due(today=notice.ends_on + timedelta(days=1))
    notice = late(notice)
    notice.refresh_from_db()

    first = announce(notice, leader)

    notice.refresh_from_db()
    notice.batch.refresh_from_db()
    item.refresh_from_db()
    assert first.edition.entry_count == 2
    assert (notice.batch.state, item.application.state) == ("on_notice", "on_notice")

    services.release(item, because="异议不成立", by=None, today=notice.ends_on + timedelta(days=1))
    second = announce(notice, leader, "第一批补充名单")

    assert second.is_supplement
    assert [entry.name for entry in second.edition.entries.all()] == [item.name]
    notice.batch.refresh_from_db()
    assert notice.batch.state == "concluded"


def test_announce_when_every_unit_is_held_then_refused(running, leader, late):
    notice = running(1)
    services.hold(notice.items.get(), by=None, today=notice.starts_on)
    services.end_due(today=notice.ends_on + timedelta(days=1))
    notice = late(notice)
    notice.refresh_from_db()

    with pytest.raises(RuleViolation, match="异议还没有办结"):
        announce(notice, leader)

    assert not RosterEdition.objects.exists()


def test_announce_when_a_unit_withdrew_then_it_is_not_listed(over, running, leader, late):
    notice = running(2)
    gone = notice.items.get(order=1).application
    withdraw(gone, reason="示例", by=None, grant=str(gone.key), today=notice.starts_on)
    services.end_due(today=notice.ends_on + timedelta(days=1))
    notice = late(notice)
    notice.refresh_from_db()

    made = announce(notice, leader)

    assert [entry.name for entry in made.edition.entries.all()] == [notice.items.get(order=2).name]
    assert notice.items.get(order=1).standing == "单位撤回"


def test_announce_when_the_window_still_runs_then_refused(running, leader):
    notice = running(1)

    with pytest.raises(RuleViolation, match="现在是“公示中”，不能公布"):
        announce(notice, leader, today=notice.ends_on)


def test_announce_when_done_twice_then_there_is_nothing_left(over, leader, late):
    notice = late(over(1))
    announce(notice, leader)
    notice.refresh_from_db()

    with pytest.raises(RuleViolation, match="没有可以公布的单位"):
        announce(notice, leader, "再次")

    assert RosterEdition.objects.count() == 1


def test_announce_when_by_a_handler_then_refused(over, handler, late):
    notice = late(over(1))

    with pytest.raises(PermissionDenied):
        announce(notice, handler)


@pytest.mark.parametrize("early", [0, 3])
def test_announcement_when_dated_before_the_window_was_over_then_refused(
    over, handler, leader, late, early
):
    notice = late(over(1))

    with pytest.raises(RuleViolation, check=lambda error: error.code == "announced_early"):
        enter_offline(
            notice,
            code=DECISIONS[NoticeAction.ANNOUNCE],
            payload={
                "edition_name": NAME,
                "announced_on": (notice.ends_on - timedelta(days=early)).isoformat(),
            },
            decided_on=notice.ends_on,
            channel="paper",
            by=handler,
            scan=SimpleUploadedFile("呈批单.pdf", samples.pdf(), "application/pdf"),
            decider=leader,
            today=notice.ends_on + timedelta(days=1),
        )


def test_announcement_when_decided_on_paper_then_takes_effect_with_the_second_person(
    over, handler, checker, leader, late
):
    notice = late(over(1))
    day = notice.ends_on + timedelta(days=1)
    result = enter_offline(
        notice,
        code=DECISIONS[NoticeAction.ANNOUNCE],
        payload={"edition_name": NAME, "announced_on": day.isoformat()},
        decided_on=day,
        channel="paper",
        by=handler,
        scan=SimpleUploadedFile("呈批单.pdf", samples.pdf(), "application/pdf"),
        decider=leader,
        document_no="津滨市监知〔2026〕13号",
        today=day,
    )
    assert not RosterEdition.objects.exists()

    confirm_offline(result, by=checker)

    edition = RosterEdition.objects.get()
    assert (edition.name, edition.document_no) == (NAME, "津滨市监知〔2026〕13号")
    step = Act.objects.of(notice).first()
    assert (step.acted_by, step.entered_by, step.confirmed_by) == (leader, handler, checker)
    assert notice.items.get().application.state == "listed"


def told_on_paper(notice, leader, **values) -> dict:
    day = notice.ends_on + timedelta(days=1)
    return {
        "confirm": "1", "edition_name": NAME, "announced_on": day.isoformat(),
        "decider": leader.pk, "decided_on": day.isoformat(), "channel": "paper",
        "scan": SimpleUploadedFile("呈批单.pdf", samples.pdf(), "application/pdf"), **values,
    }  # fmt: skip


def test_page_when_the_number_on_paper_is_odd_then_entered_once_it_was_read(
    over, handler, leader, late, client
):
    notice = late(over(1))
    page = reverse("notices:announced", args=[notice.number])
    client.force_login(handler)

    asked = client.post(page, told_on_paper(notice, leader, document_no="示例12"))
    before = OfflineResult.objects.exists()
    ticked = {"document_no": "示例12", "accept_warnings": "on"}
    client.post(page, told_on_paper(notice, leader, **ticked))

    assert "请核对文号" in asked.text
    assert "accept_warnings" in asked.text
    assert not before
    assert OfflineResult.objects.get().document_no == "示例12"


def test_page_when_the_number_on_paper_is_of_a_lent_series_then_refused(
    over, handler, leader, late, client
):
    notice = late(over(1))
    NumberSeries.objects.create(prefix="示例市监公", label="公示")
    client.force_login(handler)
    told = told_on_paper(notice, leader, document_no="示例市监公〔2026〕1号", accept_warnings="on")

    page = client.post(reverse("notices:announced", args=[notice.number]), told)

    assert "由本系统编号" in page.text
    assert not OfflineResult.objects.exists()


def test_announce_when_other_files_claimed_to_speak_then_they_are_closed_for_good(
    over, leader, late
):
    notice = over(1)
    item = notice.items.get()
    round_, person = item.application.round, make_user(Role.UNIT_USER, agency=None)
    who = {"credit_code": item.credit_code, "unit_name": item.name}
    again, third = submitted(round_, by=person, **who), submitted(round_, **who)
    assert (again.is_rival, again.state) == (True, "agency_review")

    announce(late(notice), leader)

    again.refresh_from_db()
    step = Act.objects.of(again).latest("pk")
    message = Message.objects.about(again).latest("pk")
    assert (again.state, step.code, step.reason) == (
        "discarded", "application.supersede", "单位已纳入名录",
    )  # fmt: skip
    assert not Act.objects.of(third).filter(code="application.speaks").exists()
    assert (step.acted_by, message.user) == (None, person)
    assert "已关闭" in message.title
    assert item.application.application_no not in message.title + message.body
    assert not Clock.objects.open_for(again).exists()
    assert not Application.objects.open().filter(unit=again.unit).exists()
