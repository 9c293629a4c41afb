"""A unit that changes its name or code: what its notices and letters show, and what was said of it
beforehand in the preview of the change."""

from __future__ import annotations

import pytest

from ipcontact.accounts.roles import Role
from ipcontact.ui.errors import RuleViolation
from registry.changes.choices import ChangeKind
from registry.changes.previews import preview
from registry.changes.services import Proposal
from registry.notices import services
from registry.units.models import Unit
from registry.units.services import change_code, rename
from tests.changing import paper, proposed, renaming
from tests.factories import make_unit, make_user
from tests.filing import NOON, TODAY
from tests.noticing import checked, day_after, draw, ended, sent_to_check, sign

NEW = "示例新名有限公司"


@pytest.fixture
def drafted(decided, handler):
    """`drafted(1)`: a notice that is drawn up and not yet with the checker."""
    return lambda count=1: services.draft(decided(count), by=handler, today=TODAY)


def first(notice):
    return notice.items.select_related("application__unit").order_by("order").first()


def unit_of(notice) -> Unit:
    return first(notice).application.unit


def renamed(unit: Unit) -> Unit:
    return rename(unit=unit, name=NEW, on=TODAY, by=None)


def shown(unit: Unit, handler, user=None, **values) -> dict[str, str]:
    """What the preview of a renaming says, place by place."""
    change = proposed(unit, renaming(NEW, on=TODAY, **values), by=handler, today=TODAY)
    return {each.place: each.words for each in preview(change, user=user or handler)}


def test_draft_when_the_unit_was_renamed_since_it_applied_then_under_its_present_name(
    decided, handler
):
    batch = decided(1)
    unit = batch.items.get().application.unit
    renamed(unit)

    notice = services.draft(batch, by=handler, today=TODAY)

    assert first(notice).name == NEW


def test_draft_when_the_register_never_bore_the_name_then_as_the_applicant_wrote_it(
    decided, handler
):
    batch = decided(1)
    application = batch.items.get().application
    Unit.objects.filter(pk=application.unit_id).update(name="示例登记名有限公司")

    notice = services.draft(batch, by=handler, today=TODAY)

    assert first(notice).name == application.unit_name


def test_submit_when_renamed_after_it_was_drawn_up_then_the_list_takes_the_new_name(
    drafted, handler
):
    notice = drafted()
    renamed(unit_of(notice))

    sent_to_check(notice, by=handler)

    assert first(notice).name == NEW


def test_submit_when_the_code_changed_then_the_list_takes_the_new_code(drafted, handler):
    notice = drafted()
    code = make_unit().credit_code
    Unit.objects.filter(credit_code=code).update(credit_code="91120116MA00000000")
    change_code(unit=unit_of(notice), credit_code=code, on=TODAY, by=None)

    sent_to_check(notice, by=handler)

    assert first(notice).credit_code == code


def test_publish_when_renamed_after_the_check_then_it_goes_back(drafted, handler, checker):
    notice = checked(drafted(), by=handler, checker=checker)
    renamed(unit_of(notice))

    with pytest.raises(RuleViolation) as refused:
        services.publish(notice, by=handler, now=NOON)

    assert refused.value.code == "list_changed"


def test_letters_when_renamed_while_it_was_shown_then_addressed_by_the_present_name(
    announced, handler
):
    notice = announced(1)
    old = first(notice).name
    rename(unit=unit_of(notice), name=NEW, on=day_after(notice), by=None)

    [letter] = draw(notice, handler)

    assert (letter.addressee, first(notice).name) == (NEW, old)


def test_preview_when_on_a_draft_then_it_will_take_the_new_name(drafted, handler):
    notice = drafted()

    words = shown(unit_of(notice), handler)["公示"]

    assert words == f"起草中的公示{notice.number}送核稿时改用新名称。以后的公示用新名称。"


def test_preview_when_on_a_checked_one_then_it_has_to_go_back(drafted, handler, checker):
    notice = checked(drafted(), by=handler, checker=checker)

    words = shown(unit_of(notice), handler)["公示"]

    assert f"公示{notice.number}不能照原稿发布，退回起草" in words


def test_preview_when_running_then_frozen_and_the_edition_prints_the_same(running, handler):
    notice = running(1)

    words = shown(unit_of(notice), handler)["公示"]

    assert f"公示中的{notice.number}文字已定，保留原名称，公布时名录版次照公示印" in words


def test_preview_when_over_and_not_announced_then_told_so(over, handler):
    notice = over(1)

    words = shown(unit_of(notice), handler)["公示"]

    assert f"公示期满、待公布的{notice.number}保留原名称" in words


def test_preview_when_on_one_of_the_past_then_counted(announced, handler):
    words = shown(unit_of(announced(1)), handler)["公示"]

    assert words == "以前发布的1份公示保留当时的名称。以后的公示用新名称。"


def test_preview_when_on_none_then_said_so(handler):
    words = shown(make_unit("示例旧名有限公司"), handler)["公示"]

    assert words == "没有公示写有原名称。以后的公示用新名称。"


def test_preview_when_letters_wait_then_each_is_named_by_what_can_be_done(
    announced, handler, leader
):
    notice = announced(2)
    one, other = (item.application.unit for item in notice.items.order_by("order"))
    draw(notice, handler)
    drafts = shown(one, handler)["证件"]
    sign(notice, leader)

    signed = shown(other, handler)["证件"]

    title = "《知识产权保护重点联系单位入库告知函》"
    assert f"拟稿中的{title}主送仍是原名称，签批前请改为新名称。" in drafts
    assert f"已签批、还没有发出的{title}文字已定" in signed


def test_preview_when_read_by_somebody_outside_the_bureau_then_drafts_are_not_spoken_of(
    drafted, handler
):
    notice = drafted()

    words = shown(unit_of(notice), handler, user=make_user(Role.UNIT_USER))

    assert notice.number not in words["公示"]
    assert words["公示"] == "没有公示写有原名称。以后的公示用新名称。"


def test_preview_when_the_code_changes_then_it_speaks_of_the_code(running, handler):
    notice = running(1)
    change = proposed(
        unit_of(notice),
        Proposal(
            ChangeKind.CODE,
            TODAY,
            {"credit_code": "91120116MA06F3P46N", "is_confirmed": True},
            evidence=paper(),
        ),
        by=handler,
        today=TODAY,
    )

    words = {each.place: each.words for each in preview(change, user=handler)}["公示"]

    assert f"公示中的{notice.number}文字已定，保留原代码" in words
    assert ended(notice).items.get().credit_code == first(notice).credit_code
