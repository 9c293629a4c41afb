"""补填文号 of a notice and of an edition, and what it means for the numbers of documents."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import confirm_offline
from ipcontact.documents import services as documents
from ipcontact.documents.kinds import GENERAL
from ipcontact.documents.models import NumberSeries, OfficialDocument
from ipcontact.ui.errors import RuleViolation
from registry.notices import services
from registry.notices.models import PublicNotice
from registry.roster.models import RosterEdition
from tests.changing import paper
from tests.factories import make_unit
from tests.filing import TODAY
from tests.noticing import EDITION, day_after

NUMBER = "津滨市监知〔2026〕12号"


def refused(code: str):
    return pytest.raises(RuleViolation, check=lambda error: error.code == code)


def edition_of(notice) -> RosterEdition:
    return notice.announcements.order_by("pk").first().edition


def fill(notice, by, **how) -> str:
    how = {"document_no": NUMBER, "today": day_after(notice), **how}
    return services.number_paper(notice, by=by, **how)


@pytest.fixture
def series() -> NumberSeries:
    return NumberSeries.objects.create(prefix="示例市监公", label="公示")


@pytest.fixture
def letter(handler) -> OfficialDocument:
    how = {"kind": GENERAL.code, "subject": make_unit(), "title": "示例函", "text": "示例。"}
    return documents.draw_up(**how, by=handler, today=TODAY)


def test_number_when_announced_without_then_notice_and_edition_get_theirs(announced, handler):
    notice = announced(1)

    fill(notice, handler)
    fill(notice, handler, edition=edition_of(notice), document_no="津滨市监知〔2026〕13号")

    notice.refresh_from_db()
    assert (notice.document_no, edition_of(notice).document_no) == (
        NUMBER,
        "津滨市监知〔2026〕13号",
    )
    assert [step.action for step in Act.objects.of(notice).order_by("-pk")[:2]] == [
        "公布通知文号：津滨市监知〔2026〕13号",
        f"公示文号：{NUMBER}",
    ]


def test_number_when_it_has_one_then_refused(announced, handler):
    notice = announced(1)
    fill(notice, handler)
    fill(notice, handler, edition=edition_of(notice), accept_warnings=True)

    for edition in (None, edition_of(notice)):
        with refused("already_numbered"):
            fill(notice, handler, edition=edition)


def test_number_when_a_leader_or_a_draft_or_nothing_typed_then_refused(
    announced, decided, handler, leader
):
    notice = announced(1)
    draft = services.draft(decided(1, name="示例第二批"), by=handler, today=TODAY)

    with refused("wrong_actor"):
        fill(notice, leader)
    with refused("number_missing"):
        fill(notice, handler, document_no=" ")
    with refused("wrong_state"):
        services.number_paper(draft, document_no=NUMBER, by=handler, today=TODAY)


def test_number_when_it_is_odd_or_taken_then_only_when_it_was_read(announced, handler, letter):
    notice = announced(1)
    documents.write_number(letter, document_no=NUMBER, by=handler, today=TODAY)

    for odd in (NUMBER, "12号"):
        with refused("number_odd"):
            fill(notice, handler, document_no=odd)
    fill(notice, handler, accept_warnings=True)

    assert PublicNotice.objects.get().document_no == NUMBER


def test_document_when_a_notice_has_the_number_then_warned_and_named(announced, handler, letter):
    notice = announced(1)
    fill(notice, handler)

    with pytest.raises(RuleViolation, match=f"与公示“{notice}”的文号相同"):
        documents.write_number(letter, document_no=NUMBER, by=handler, today=day_after(notice))


def test_number_when_the_series_is_lent_then_drawn_and_never_issued_again(
    announced, handler, leader, letter, series
):
    notice = announced(1)
    day = day_after(notice)

    with refused("number_lent"):
        fill(notice, handler, document_no="示例市监公〔2026〕1号")
    drawn = fill(notice, handler, series=series)
    of_edition = fill(notice, handler, series=series, edition=edition_of(notice))
    documents.draw_number(letter, series=series, by=handler, today=day)

    letter.refresh_from_db()
    assert [drawn, of_edition, letter.document_no] == [
        f"示例市监公〔2026〕{serial}号" for serial in (1, 2, 3)
    ]


def test_draft_and_announcement_when_a_lent_number_is_typed_then_refused(
    over, decided, handler, leader, series, fixed_today
):
    draft = services.draft(decided(1), by=handler, today=TODAY)
    lent = "示例市监公〔2026〕1号"

    with refused("number_lent"):
        services.revise(draft, values={"document_no": lent}, by=handler, today=TODAY)
    services.drop(draft, by=handler, today=TODAY)
    notice = over(1, name="示例第二批")
    day = day_after(notice)
    fixed_today(day.isoformat())
    with refused("number_lent"):
        services.announce(notice, edition_name="示例", document_no=lent, by=leader, today=day)

    assert not RosterEdition.objects.exists()


@pytest.fixture
def on_paper(over, handler, leader, fixed_today):
    """`on_paper(accept_warnings=True)`: announced on paper under a number, to be confirmed."""

    def enter(**how) -> OfflineResult:
        notice = over(1)
        day = day_after(notice)
        fixed_today(day.isoformat())
        facts = {"decided_on": day, "channel": "paper", "scan": paper(), "decider": leader, **how}
        return services.enter_announcement(
            notice, edition_name=EDITION, announced_on=day, document_no=NUMBER, by=handler,
            today=day, **facts,
        )  # fmt: skip

    return enter


def test_confirmation_when_the_number_was_used_meanwhile_then_refused_and_kept_for_later(
    client, on_paper, handler, checker, letter
):
    result = on_paper()
    documents.write_number(letter, document_no=NUMBER, by=handler, today=TODAY)
    page = reverse("acts:offline", args=[result.key])
    client.force_login(checker)

    shown = client.get(page)
    with pytest.raises(RuleViolation, match=f"文号{NUMBER}在登记之后已由另一份文书使用") as refusal:
        confirm_offline(result, by=checker)

    assert refusal.value.code == "number_taken"
    assert refusal.value.message in shown.text
    result.refresh_from_db()
    assert result.is_pending
    assert not RosterEdition.objects.exists()
    documents.write_number(letter, document_no="", by=handler, today=TODAY)
    confirm_offline(result, by=checker)
    assert RosterEdition.objects.get().document_no == NUMBER


def test_confirmation_when_its_series_was_lent_meanwhile_then_refused(on_paper, checker):
    result = on_paper()
    NumberSeries.objects.create(prefix="津滨市监知", label="示例")

    with refused("number_lent"):
        confirm_offline(result, by=checker)

    assert not RosterEdition.objects.exists()


def test_confirmation_when_the_number_was_shared_and_read_at_the_entry_then_it_stands(
    on_paper, handler, checker, letter
):
    documents.write_number(letter, document_no=NUMBER, by=handler, today=TODAY)
    result = on_paper(accept_warnings=True)

    confirm_offline(result, by=checker)

    assert RosterEdition.objects.get().document_no == NUMBER


def test_page_when_the_number_is_odd_then_a_tick_and_filled_in(client, announced, handler):
    notice = announced(1)
    page = reverse("notices:number-edition", args=[notice.number, edition_of(notice).number])
    client.force_login(handler)
    record = client.get(notice.get_absolute_url()).text

    asked = client.post(page, {"document_no": "示例12"})
    done = client.post(page, {"document_no": "示例12", "accept_warnings": "on"}, follow=True)

    assert page in record
    assert reverse("notices:number", args=[notice.number]) in record
    assert "请核对文号" in asked.text
    assert "accept_warnings" in asked.text
    assert edition_of(notice).document_no == "示例12"
    assert page not in done.text
    assert "已有文号示例12" in client.get(page).text
