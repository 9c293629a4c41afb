"""文号 of the 入库告知函 of an edition: shown first, then given to all, without a gap."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.documents import services as documents
from ipcontact.documents.models import NumberSeries, OfficialDocument
from ipcontact.ui.errors import RuleViolation
from registry.notices import services
from registry.notices.letters import LETTER, mark_of
from registry.roster.models import RosterEdition
from tests.factories import make_user
from tests.noticing import day_after, draw, send, sign

FIRST, PREFIX = "津滨市监知〔2026〕12号", "津滨市监知〔2026〕"


@pytest.fixture
def drawn(announced, handler):
    """`drawn(3)`: an announced notice whose units have their letters, 待编号."""

    def make(count: int = 3):
        notice = announced(count)
        draw(notice, handler)
        return notice

    return make


def edition_of(notice) -> RosterEdition:
    return notice.announcements.order_by("pk").first().edition


def page_of(notice) -> str:
    return reverse("notices:number-letters", args=[notice.number, edition_of(notice).number])


def number(notice, by, **how):
    how = {"first": FIRST, **how}
    return services.number_letters(
        notice, edition_of(notice), by=by, today=day_after(notice), **how
    )


def numbers() -> list[str]:
    rows = OfficialDocument.objects.filter(kind=LETTER).order_by("pk")
    return list(rows.values_list("document_no", flat=True))


def refused(code: str):
    return pytest.raises(RuleViolation, check=lambda error: error.code == code)


def text(response) -> str:
    return response.content.decode()


def test_number_when_typed_then_every_letter_in_the_order_of_the_list(drawn, handler):
    notice = drawn(3)

    found = number(notice, handler)

    assert found.words == f"{PREFIX}12号至14号"
    assert numbers() == [f"{PREFIX}{serial}号" for serial in (12, 13, 14)]
    assert Act.objects.of(notice).first().action == f"编告知函文号，3份：{PREFIX}12号至14号"


def test_number_when_some_have_theirs_then_the_others_only(drawn, handler):
    notice = drawn(3)
    own = OfficialDocument.objects.filter(kind=LETTER).order_by("pk")[1]
    documents.write_number(own, document_no=f"{PREFIX}5号", by=handler, today=day_after(notice))

    number(notice, handler)

    assert numbers() == [f"{PREFIX}{serial}号" for serial in (12, 5, 13)]


def test_number_when_sent_already_and_still_unnumbered_then_numbered(drawn, handler, leader):
    notice = drawn(2)
    sign(notice, leader)
    send(notice, handler)

    number(notice, handler)

    assert numbers() == [f"{PREFIX}12号", f"{PREFIX}13号"]


def test_number_when_the_edition_has_one_of_them_then_refused_whole(drawn, handler):
    notice = drawn(2)
    RosterEdition.objects.filter(pk=edition_of(notice).pk).update(document_no=f"{PREFIX}13号")

    with pytest.raises(RuleViolation, match="13号已由名录") as refusal:
        number(notice, handler)

    assert refusal.value.code == "number_taken"
    assert numbers() == ["", ""]


def test_number_when_a_letter_was_voided_and_drawn_anew_then_only_the_living(drawn, handler):
    notice = drawn(2)
    gone = OfficialDocument.objects.filter(kind=LETTER).order_by("pk").first()
    documents.void(gone, reason="示例", by=handler, today=day_after(notice))
    draw(notice, handler)

    number(notice, handler)

    assert numbers() == ["", f"{PREFIX}13号", f"{PREFIX}12号"]


def test_number_when_other_letters_were_shown_then_refused(drawn, handler):
    notice = drawn(2)
    mark = mark_of(services.letters_to_number(notice, edition_of(notice))[:1])

    with refused("stale"):
        number(notice, handler, mark=mark)

    assert numbers() == ["", ""]


def test_number_when_done_twice_then_refused_and_nothing_moves(drawn, handler):
    notice = drawn(2)
    number(notice, handler)

    with refused("nothing_to_number"):
        number(notice, handler, first=f"{PREFIX}90号")

    assert numbers() == [f"{PREFIX}12号", f"{PREFIX}13号"]


@pytest.mark.parametrize("role", [Role.DECIDER, Role.AUDITOR, Role.AGENCY_CLERK, Role.UNIT_USER])
def test_number_when_by_another_role_then_refused(drawn, role):
    notice = drawn(1)

    with refused("wrong_actor"):
        number(notice, make_user(role))

    assert numbers() == [""]


def test_number_when_not_announced_then_refused(over, drawn, handler):
    edition = edition_of(drawn(1))
    notice = over(1, name="另一名单")

    with refused("wrong_state"):
        services.number_letters(notice, edition, first=FIRST, by=handler, today=day_after(notice))


def test_page_when_posted_once_then_the_range_is_shown_and_nothing_written(client, drawn, handler):
    notice = drawn(2)
    client.force_login(handler)
    assert page_of(notice) in text(client.get(reverse("notices:letters", args=[notice.number])))

    shown = text(client.post(page_of(notice), {"confirm": "1", "first": FIRST}))

    assert f"文号：{PREFIX}12号至13号。" in shown
    assert f'value="{PREFIX}12号至13号"' in shown
    assert all(item.name in shown for item in notice.items.all())
    assert numbers() == ["", ""]


def test_page_when_the_shown_range_is_confirmed_then_given(client, drawn, handler):
    notice = drawn(2)
    client.force_login(handler)
    seen = {"confirm": "1", "first": FIRST, "shown": f"{PREFIX}12号至13号"}

    done = client.post(page_of(notice), seen, follow=True)

    assert f"已编文号2个：{PREFIX}12号至13号。" in text(done)
    assert numbers() == [f"{PREFIX}12号", f"{PREFIX}13号"]
    assert page_of(notice) not in text(done)
    assert "没有待编号的入库告知函" in text(client.get(page_of(notice)))


def test_page_when_the_series_moved_in_between_then_the_new_range_is_shown(client, drawn, handler):
    notice = drawn(2)
    series = NumberSeries.objects.create(prefix="示例函", label="函")
    client.force_login(handler)
    seen = {"confirm": "1", "series": series.pk, "shown": "示例函〔2026〕1号至2号"}
    other = documents.write_letter(
        subject=notice.items.first().application.unit, title="示例", addressee="示例",
        text="示例", by=handler, today=day_after(notice),
    )  # fmt: skip
    documents.draw_number(other, series=series, by=handler, today=day_after(notice))

    shown = text(client.post(page_of(notice), seen))

    assert "文号与刚才显示的不同" in shown
    assert "示例函〔2026〕2号至3号" in shown
    assert numbers() == ["", ""]


def test_page_when_nothing_was_typed_then_asked(client, drawn, handler):
    notice = drawn(1)
    client.force_login(handler)

    NumberSeries.objects.create(prefix="示例函", label="函")
    shown = text(client.post(page_of(notice), {"confirm": "1", "first": " "}))

    assert "第一个文号" in shown
    assert "请填写" in shown
    assert numbers() == [""]


def test_page_when_the_edition_is_of_another_notice_then_not_there(client, drawn, over, handler):
    edition = edition_of(drawn(1)).number
    other = over(1, name="另一名单")
    client.force_login(handler)

    page = client.get(reverse("notices:number-letters", args=[other.number, edition]))

    assert page.status_code == 404
