"""A draft of a notice follows its list: who was annulled cannot be published with it."""

import pytest

from ipcontact.acts.models import Act
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.registry import worklist
from registry.batches.services import annul
from registry.notices import services
from tests.filing import NOON, TODAY
from tests.noticing import checked, sent_to_check

HOW = {"reason": "材料不符。", "today": TODAY}


def names(notice) -> list[tuple[int, str]]:
    return list(notice.items.order_by("order").values_list("order", "name"))


@pytest.mark.parametrize("stage", ["drafting", "checking", "approved"])
def test_annul_when_a_draft_names_the_unit_then_off_it_and_back_to_the_drafter(
    decided, handler, checker, leader, stage
):
    batch = decided(3)
    notice = services.draft(batch, by=handler, today=TODAY)
    if stage == "checking":
        notice = sent_to_check(notice, by=handler)
    elif stage == "approved":
        notice = checked(notice, by=handler, checker=checker)
    gone, second, third = (item.application for item in batch.items.order_by("order"))

    annul(batch, application=gone, by=leader, **HOW)

    notice.refresh_from_db()
    assert notice.state == "drafting"
    assert (notice.checklist, notice.checked_by) == ([], None)
    assert names(notice) == [(1, second.unit_name), (2, third.unit_name)]
    assert Act.objects.of(notice).first().code == "notice.list_changed"
    told = handler.messages.get(kind="notice.list_changed")
    assert gone.unit_name in told.body
    is_told = checker.messages.filter(kind="notice.list_changed").exists()
    assert is_told is (stage == "approved")
    with pytest.raises(RuleViolation) as refusal:
        services.publish(notice, by=handler, now=NOON)
    assert refusal.value.code == "wrong_state"


def test_annul_when_checked_anew_then_published_without_the_unit(decided, handler, checker, leader):
    batch = decided(2)
    notice = checked(services.draft(batch, by=handler, today=TODAY), by=handler, checker=checker)
    gone, stays = (item.application for item in batch.items.order_by("order"))
    annul(batch, application=gone, by=leader, **HOW)
    notice.refresh_from_db()

    services.publish(checked(notice, by=handler, checker=checker), by=handler, now=NOON)

    gone.refresh_from_db()
    stays.refresh_from_db()
    assert (gone.state, stays.state) == ("not_selected", "on_notice")
    assert names(notice) == [(1, stays.unit_name)]


def test_annul_when_nobody_is_left_then_the_draft_is_given_up_and_none_is_asked_for(
    decided, handler, leader
):
    batch = decided(1)
    notice = services.draft(batch, by=handler, today=TODAY)

    annul(batch, application=batch.items.get().application, by=leader, **HOW)

    notice.refresh_from_db()
    assert notice.state == "cancelled"
    asked = [item.title for source in worklist for item in source.items(handler, TODAY)]
    assert f"{batch.name}：生成公示" not in asked


def test_annul_when_it_is_public_then_refused_and_nothing_changes(running, leader):
    notice = running(2)
    shown = names(notice)
    unit = notice.items.first().application

    with pytest.raises(RuleViolation) as refusal:
        annul(notice.batch, application=unit, by=leader, **HOW)

    assert refusal.value.code == "wrong_state"
    assert names(notice) == shown
