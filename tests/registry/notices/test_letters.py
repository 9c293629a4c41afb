"""入库告知函: for every announced unit at once, signed by another, sent, read by the unit alone."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.acts.services import confirm_offline, enter_offline
from ipcontact.documents import services as documents
from ipcontact.documents.models import OfficialDocument
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.notices import services
from registry.notices.letters import LETTER, mark_of
from registry.notices.services.informing import SIGNED
from tests.factories import make_user
from tests.files import samples
from tests.noticing import EDITION, day_after, draw, send, sign


def letters() -> list[OfficialDocument]:
    return list(OfficialDocument.objects.filter(kind=LETTER).order_by("pk"))


def test_draw_when_announced_then_each_unit_has_a_draft_that_says_what_holds(announced, handler):
    notice = announced(2)

    drawn = draw(notice, handler)

    items = list(notice.items.order_by("order"))
    assert [row.addressee for row in drawn] == [item.name for item in items]
    assert {row.state for row in drawn} == {"draft"}
    said = drawn[0].text
    edition = notice.announcements.get().edition
    day = day_after(notice)
    for words in (
        "区市场监管局建立知识产权保护重点联系机制实施方案",
        f"你单位列入“{EDITION}”，{day.year}年{day.month}月{day.day}日公布",
        "（4）驰名商标企业；（9）其他具有较高知识产权内在需求的单位",
        "联系机构是",
        "走访是服务，不作为行政检查",
        "每2年可视情况进行调整",
        "纳入名录不代表对其产品、服务或知识产权质量的认可",
        "也不是行政许可或者资质认定",
        edition.get_absolute_url(),
    ):
        assert words in said
    assert Act.objects.of(notice).first().action == "拟写入库告知函，2份"


def test_draw_when_called_again_then_only_those_still_missing_are_added(
    announced, handler, checker
):
    notice = announced(2)
    first = draw(notice, handler)

    assert draw(notice, checker) == []
    documents.void(first[0], reason="示例", by=handler, today=day_after(notice))
    again = draw(notice, checker)

    assert [row.addressee for row in again] == [first[0].addressee]
    assert len(letters()) == 3


def test_draw_when_a_held_unit_is_announced_later_then_it_gets_its_letter(
    announced, handler, leader
):
    notice = announced(1, held=1)
    draw(notice, handler)
    held = notice.items.get(order=2)
    services.release(held, because="异议不成立", by=None, today=day_after(notice))
    services.announce(notice, edition_name="补充名单", by=leader, today=day_after(notice))

    drawn = draw(notice, handler)

    assert [row.addressee for row in drawn] == [held.name]
    assert "补充名单" in drawn[0].text


def test_draw_when_not_yet_announced_then_refused(over, handler):
    notice = over(1)

    with pytest.raises(RuleViolation, match="现在是“公示期满”，不能拟写入库告知函"):
        services.draw_letters(notice, by=handler, today=notice.ends_on)

    assert letters() == []


@pytest.mark.parametrize("role", [Role.DECIDER, Role.AGENCY_CLERK, Role.AUDITOR])
def test_draw_and_send_when_by_another_role_then_refused(announced, handler, leader, role):
    notice = announced(1)
    person = make_user(role)

    with pytest.raises(RuleViolation, match="须由区局经办办理"):
        draw(notice, person)
    draw(notice, handler)
    sign(notice, leader)
    with pytest.raises(RuleViolation, match="须由区局经办办理"):
        send(notice, person)

    assert {row.state for row in letters()} == {"approved"}


def test_sign_when_by_the_leader_then_all_are_frozen_at_once(announced, handler, leader):
    notice = announced(2)
    draw(notice, handler)

    sign(notice, leader, comment="同意")

    assert {(row.state, row.dated_on, bool(row.content_hash)) for row in letters()} == {
        ("approved", day_after(notice), True)
    }
    step = Act.objects.of(notice).first()
    assert (step.action, step.acted_by, step.reason) == ("签批入库告知函，2份", leader, "同意")
    with pytest.raises(RuleViolation, match="没有待签批的入库告知函"):
        sign(notice, leader)


def test_sign_when_by_a_handler_then_refused(announced, handler, checker):
    notice = announced(1)
    draw(notice, handler)

    with pytest.raises(PermissionDenied):
        sign(notice, checker)

    assert letters()[0].state == "draft"


def test_sign_when_a_draft_changed_since_it_was_read_then_refused_whole(announced, handler, leader):
    notice = announced(2)
    drawn = draw(notice, handler)
    mark = mark_of(drawn)
    documents.revise(
        drawn[1],
        title="另一个标题",
        addressee="示例",
        text="示例。",
        by=handler,
        today=day_after(notice),
    )

    with pytest.raises(RuleViolation, match="请刷新页面核对"):
        sign(notice, leader, mark=mark)

    assert {row.state for row in letters()} == {"draft"}


def test_send_when_signed_then_sent_and_the_units_contacts_are_told_once(
    announced, handler, leader
):
    notice = announced(2)
    draw(notice, handler)
    with pytest.raises(RuleViolation, match="没有已签批、待发出"):
        send(notice, handler)
    sign(notice, leader)
    before = Message.objects.count()

    send(notice, handler)

    assert {(row.state, row.sent_on) for row in letters()} == {("sent", day_after(notice))}
    told = Message.objects.filter(kind="notice.letter").order_by("pk")
    items = list(notice.items.select_related("application__unit").order_by("order"))
    assert Message.objects.count() == before + 2
    assert [row.person_name for row in told] == [
        item.application.unit.people.get(role="primary_contact").name for item in items
    ]
    assert EDITION in told[0].body
    assert Act.objects.of(notice).first().action == "发出入库告知函，2份"
    with pytest.raises(RuleViolation, match="没有已签批、待发出"):
        send(notice, handler)
    assert Message.objects.count() == before + 2


def test_send_when_one_goes_out_by_itself_then_its_unit_is_told_too(announced, handler, leader):
    notice = announced(2)
    draw(notice, handler)
    signed = sign(notice, leader)

    documents.send(
        signed[0], channel="post", sent_on=day_after(notice), by=handler, today=day_after(notice)
    )

    [told] = Message.objects.filter(kind="notice.letter")
    assert told.subject_key == str(notice.items.get(order=1).application_id)
    assert len(send(notice, handler)) == 1


def test_signing_when_given_on_paper_then_takes_effect_with_the_second_person(
    announced, handler, checker, leader
):
    notice = announced(2)
    drawn = draw(notice, handler)
    day = day_after(notice)
    asked = {"decided_on": day, "channel": "paper", "by": handler, "today": day}

    def enter(decider):
        return enter_offline(
            notice,
            code=SIGNED,
            payload={"mark": mark_of(drawn), "count": 2},
            scan=SimpleUploadedFile("签批件.pdf", samples.pdf(), "application/pdf"),
            decider=decider,
            **asked,
        )

    with pytest.raises(RuleViolation):
        enter(checker)  # a handler signs nothing
    result = enter(leader)
    assert {row.state for row in letters()} == {"draft"}

    confirm_offline(result, by=checker)

    assert {(row.state, row.dated_on) for row in letters()} == {("approved", day)}
    for record in (notice, drawn[0]):
        step = Act.objects.of(record).first()
        assert (step.acted_by, step.entered_by, step.confirmed_by) == (leader, handler, checker)


def test_signing_when_a_draft_changed_before_it_was_confirmed_then_refused(
    announced, handler, checker, leader
):
    notice = announced(1)
    [draft] = draw(notice, handler)
    day = day_after(notice)
    result = enter_offline(
        notice,
        code=SIGNED,
        payload={"mark": mark_of([draft]), "count": 1},
        scan=SimpleUploadedFile("签批件.pdf", samples.pdf(), "application/pdf"),
        decider=leader,
        decided_on=day,
        channel="paper",
        by=handler,
        today=day,
    )
    documents.revise(draft, title="改过", addressee="示例", text="示例。", by=handler, today=day)

    with pytest.raises(RuleViolation, match="请刷新页面核对"):
        confirm_offline(result, by=checker)

    assert letters()[0].state == "draft"
