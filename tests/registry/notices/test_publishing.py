"""From the decided batch to the published window: who may, when, and what stands still."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.documents.tables import chinese_day
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.models import SiteProfile
from registry.applications.choices import Actor, ApplicationAction
from registry.applications.services import advance
from registry.notices import services
from registry.notices.choices import CheckPoint
from registry.notices.entries import _in_hand
from registry.notices.exceptions import checked_alone
from registry.notices.models import PublicNotice
from registry.notices.papers import period_words
from tests.factories import make_user
from tests.filing import NOON, TODAY
from tests.noticing import checked, ended, sent_to_check


def test_draft_when_the_batch_is_decided_then_only_what_is_included_is_shown(decided, handler):
    batch = decided(2)
    notice = services.draft(batch, by=handler, today=TODAY)

    assert notice.number == f"GS{TODAY.year}-{notice.number[-3:]}"
    assert notice.items.count() == 2
    assert (notice.state, notice.days, notice.published_on) == ("drafting", 5, None)
    assert not PublicNotice.objects.public().exists()


def test_draft_when_nothing_is_included_then_refused(handler, leader, decided):
    batch = decided(1, agree=False)

    with pytest.raises(RuleViolation, match="不需要公示"):
        services.draft(batch, by=handler, today=TODAY)


def test_draft_when_there_is_one_already_then_refused(decided, handler):
    batch = decided(1)
    services.draft(batch, by=handler, today=TODAY)

    with pytest.raises(RuleViolation, match="已有一份公示"):
        services.draft(batch, by=handler, today=TODAY)


def test_publish_when_checked_then_window_is_explained_and_applications_move(
    decided, handler, checker
):
    notice = checked(
        services.draft(decided(2), by=handler, today=TODAY), by=handler, checker=checker
    )

    published = services.publish(notice, by=handler, now=NOON)

    assert (published.state, published.published_on) == ("published", TODAY)
    assert published.ends_on > TODAY + timedelta(days=4)
    assert len(published.digest) == 64
    assert published.digest == services.digest_of(published)
    assert {item.application.state for item in published.items.all()} == {"on_notice"}
    published.batch.refresh_from_db()
    assert published.batch.state == "on_notice"
    assert published.is_running(published.ends_on)
    assert not published.is_running(published.ends_on + timedelta(days=1))


def test_check_when_by_the_drafter_then_refused(decided, handler):
    notice = sent_to_check(services.draft(decided(1), by=handler, today=TODAY), by=handler)

    with pytest.raises(RuleViolation, match="须由核稿人"):
        services.pass_check(notice, ticked=CheckPoint.values, by=handler, today=TODAY)


def rewritten(decided, handler, other) -> PublicNotice:
    """Drafted by one, rewritten and handed on by another."""
    return sent_to_check(services.draft(decided(1), by=handler, today=TODAY), by=other)


def test_check_when_by_who_rewrote_or_handed_it_on_then_refused_until_returned(
    decided, handler, checker
):
    notice = rewritten(decided, handler, checker)
    how = {"ticked": CheckPoint.values, "by": checker, "today": TODAY}

    with pytest.raises(RuleViolation, check=lambda error: error.code == "wrong_actor"):
        services.pass_check(notice, **how)
    services.return_to_draft(notice, reason="请再核对", by=checker, today=TODAY)
    notice.refresh_from_db()
    notice = services.submit(notice, by=handler, today=TODAY)
    notice = services.pass_check(notice, **how)

    assert notice.checked_by == checker
    assert not checked_alone().exists()


def test_check_when_rewritten_by_another_then_a_third_may_and_has_it_in_hand(
    decided, handler, checker
):
    notice, third = rewritten(decided, handler, checker), make_user(Role.HANDLER)

    waiting = [
        list(_in_hand(person, TODAY).filter(state="checking"))
        for person in (handler, checker, third)
    ]
    services.pass_check(notice, ticked=CheckPoint.values, by=third, today=TODAY)

    assert waiting == [[], [], [notice]]


def test_control_when_checked_by_who_wrote_the_words_then_found(decided, handler, checker):
    notice = rewritten(decided, handler, checker)

    PublicNotice.objects.filter(pk=notice.pk).update(checked_by=checker)

    assert list(checked_alone()) == [notice]


def test_check_when_a_point_is_not_ticked_then_refused_with_the_point(decided, handler, checker):
    notice = sent_to_check(services.draft(decided(1), by=handler, today=TODAY), by=handler)

    with pytest.raises(RuleViolation, match="不含联络员、法定代表人等个人信息"):
        services.pass_check(
            notice, ticked=set(CheckPoint) - {CheckPoint.PRIVACY}, by=checker, today=TODAY
        )


def test_publish_when_a_unit_was_annulled_after_the_check_then_refused(
    decided, handler, checker, leader
):
    notice = checked(
        services.draft(decided(2), by=handler, today=TODAY), by=handler, checker=checker
    )
    gone = notice.items.get(order=1).application
    advance(
        gone,
        action=ApplicationAction.ANNUL,
        actor=Actor.DECIDER,
        by=leader,
        today=TODAY,
        reason="示例",
    )

    with pytest.raises(RuleViolation, match="不能照原稿发布"):
        services.publish(notice, by=handler, now=NOON)

    notice = services.return_to_draft(notice, reason="有单位撤销审定", by=checker, today=TODAY)
    published = services.publish(checked(notice, by=handler, checker=checker), by=handler, now=NOON)
    assert published.items.count() == 1


def test_words_when_published_then_the_database_refuses_to_change_them(running):
    notice = running(1)

    for change in ({"title": "别的"}, {"digest": "0" * 64}, {"organ_name": "别的"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PublicNotice.objects.filter(pk=notice.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        notice.items.update(name="别的单位")


def test_extend_when_by_the_leader_then_the_end_moves_and_the_old_one_is_kept(running, leader):
    notice = running(1)
    later = notice.ends_on + timedelta(days=3)

    extended = services.extend(notice, ends_on=later, reason="节前", by=leader, today=TODAY)

    assert extended.ends_on == later
    assert extended.extensions.get().ends_before == notice.ends_on
    assert not extended.is_provisional
    said = period_words(extended)
    assert f"延长至{chinese_day(later)}24:00止" in said
    assert f"{notice.days}个工作日" not in said  # no longer so many


def test_extend_when_not_later_or_over_then_refused(running, leader):
    notice = running(1)

    with pytest.raises(RuleViolation, match="应晚于"):
        services.extend(notice, ends_on=notice.ends_on, reason="无", by=leader, today=TODAY)
    with pytest.raises(RuleViolation, match="核对 9999-12-31 的年份"):
        services.extend(notice, ends_on=date(9999, 12, 31), reason="无", by=leader, today=TODAY)
    with pytest.raises(RuleViolation, match="已于"):
        services.extend(
            notice,
            ends_on=notice.ends_on + timedelta(days=9),
            reason="无",
            by=leader,
            today=notice.ends_on + timedelta(days=1),
        )


def test_stop_when_restarted_then_the_window_is_full_again(running, leader):
    notice = running(1)
    stopped = services.stop(notice, reason="网站故障", by=leader, today=TODAY)
    assert stopped.state == "stopped"
    later = date(2026, 10, 12)

    again = services.restart(stopped, reason="网站恢复", by=leader, today=later)

    assert (again.state, again.starts_on) == ("published", later)
    assert again.ends_on > later
    assert again.extensions.get().is_restart


def test_cancel_when_stopped_then_the_batch_may_be_shown_again(running, leader, handler):
    notice = services.stop(running(2), reason="名单有误", by=leader, today=TODAY)

    cancelled = services.cancel(notice, reason="名单有误", by=leader, today=TODAY)

    cancelled.batch.refresh_from_db()
    assert (cancelled.state, cancelled.batch.state) == ("cancelled", "decided")
    assert {item.application.state for item in cancelled.items.all()} == {"approved"}
    again = services.draft(
        cancelled.batch, repeats=cancelled, reason="更正后重新公示", by=handler, today=TODAY
    )
    assert again.repeats == cancelled


def test_leaders_steps_when_by_a_handler_then_refused(running, handler):
    notice = running(1)

    for step in (services.stop, services.restart, services.cancel):
        with pytest.raises(PermissionDenied):
            step(notice, reason="示例", by=handler, today=TODAY)


def test_end_when_the_last_day_has_passed_then_once(running):
    notice = running(1)
    assert services.end_due(today=notice.ends_on) == []

    notice = ended(notice)

    assert notice.state == "ended"
    assert services.end_due(today=notice.ends_on + timedelta(days=9)) == []
    assert Act.objects.of(notice).filter(code="notice.end").count() == 1


def test_corrigendum_when_drafted_then_another_publishes_it(running, handler, checker):
    notice = running(1)
    row = services.draft_corrigendum(
        notice, text="“甲”更正为“乙”。", reason="录入有误", by=handler, today=TODAY
    )

    with pytest.raises(RuleViolation, match="须由另一人"):
        services.publish_corrigendum(row, by=handler, today=TODAY)
    row = services.publish_corrigendum(row, by=checker, today=TODAY)

    assert row.published_on == TODAY
    with pytest.raises(RuleViolation, match="已于"):
        services.publish_corrigendum(row, by=checker, today=TODAY)


def test_take_out_when_by_the_leader_then_the_application_ends(running, leader, handler):
    notice = running(2)
    item = services.hold(notice.items.get(order=1), by=None, today=TODAY)

    with pytest.raises(PermissionDenied):
        services.take_out(item, reason="异议成立", by=handler, today=TODAY)
    item = services.take_out(item, reason="异议成立", by=leader, today=TODAY)

    item.application.refresh_from_db()
    assert (item.state, item.application.state) == ("taken_out", "not_selected")
    with pytest.raises(RuleViolation, match="移出拟定名单"):
        services.hold(item, by=None, today=TODAY)


def test_visible_when_not_published_then_to_the_bureau_alone(decided, handler):
    notice = services.draft(decided(1), by=handler, today=TODAY)
    clerk = make_user(Role.AGENCY_CLERK, agency=notice.items.get().application.agency)

    assert list(PublicNotice.objects.visible_to(handler)) == [notice]
    assert not PublicNotice.objects.visible_to(clerk).exists()


def test_submit_when_nobody_could_object_then_refused_until_it_says_where(decided, handler):
    notice = services.draft(decided(1), by=handler, today=TODAY)

    with pytest.raises(RuleViolation, match="没有写明接收异议的电话和地址"):
        services.submit(notice, by=handler, today=TODAY)

    assert sent_to_check(notice, by=handler).state == "checking"


def test_draft_for_check_when_it_cannot_go_there_then_there_is_no_draft(decided, handler):
    batch = decided(1)

    with pytest.raises(RuleViolation, match="没有写明"):
        services.draft_for_check(batch, by=handler, today=TODAY)

    assert not batch.notices.exists()


def test_draft_for_check_when_the_bureau_can_be_reached_then_waits_for_the_second_person(
    decided, handler
):
    SiteProfile.objects.create(pk=1, phone="022-00000000", address="示例路1号")

    notice = services.draft_for_check(decided(1), by=handler, today=TODAY)

    assert (notice.state, notice.items.count()) == ("checking", 1)
