"""Exceptions of every kind: read from where they are kept, narrowed, counted, joined."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from ipcontact.accounts.roles import Role
from ipcontact.acts.services import record
from ipcontact.audit.services import act, record_access
from ipcontact.files.services import put, remove
from ipcontact.ui.registry import controls, exception_kinds
from registry.batches.services import decide
from registry.exceptions.deadlines import begun, compliance, late_ones
from registry.exceptions.rows import Asked, Exceptions, rows_of
from registry.reviews.choices import Conclusion, InspectionMode
from registry.reviews.services import Finding, declare_conflict, record_inspection
from tests.deciding import enquired, make_batch, make_leader, ready, submitted_batch
from tests.factories import make_edition, make_unit, make_user
from tests.files import samples
from tests.filing import TODAY, bypassed, submitted


def found(code: str, **asked) -> list:
    return Exceptions(Asked(kinds=(code,), **asked)).page(0, 50)


def pdf(name="扫描件.pdf"):
    return SimpleUploadedFile(name, samples.pdf(), "application/pdf")


def test_kinds_when_registered_then_every_one_of_the_office_is_there_and_can_be_read():
    labels = {kind.label for kind in exception_kinds}

    assert {
        "补录", "代批", "二次退回", "单人考察", "越过推荐单位", "公示更正", "回避", "删除附件",
        "脱敏查看", "批量导出",
    } <= labels  # fmt: skip
    assert Exceptions(Asked()).page(0, 50) == []
    assert Exceptions(Asked()).count().number == 0


def test_bypass_when_taken_then_one_row_with_person_reason_and_record(handler):
    application = bypassed(by=handler)

    [row] = found("bypass")

    assert (row.person, row.table, row.key) == (
        "陈知远",
        "registry_application",
        str(application.pk),
    )
    assert "理由：" in row.words
    assert application.unit_name in row.subject


def test_backfill_when_a_step_is_entered_afterwards_then_listed(handler):
    application = submitted()
    with act("补录", by=handler):
        record(
            application,
            code="sample.step",
            action="当面说明",
            by=handler,
            event_on=TODAY - timedelta(days=9),
            is_backfill=True,
            scan=pdf(),
        )

    assert [row.words for row in found("backfill")] == ["当面说明"]


def test_edition_when_entered_afterwards_then_listed():
    make_edition([make_unit()], is_backfill=True, name="示例补录版次")

    assert [row.words for row in found("edition_backfill")] == ["补录版次：示例补录版次"]


def test_inspection_when_by_one_person_then_listed_and_by_two_not(handler, round_):
    application = ready(round_, by=handler)
    before = len(found("inspected_alone"))
    people = (handler, make_user(Role.HANDLER))
    finding = Finding(
        mode=InspectionMode.ON_SITE,
        done_on=TODAY,
        inspectors=people,
        conclusion=Conclusion.FIT,
    )
    record_inspection(application, finding=finding, by=handler, today=TODAY)

    assert len(found("inspected_alone")) == before


def test_access_when_revealed_or_exported_then_listed_with_its_reason(handler):
    record_access("reveal", user=handler, target="单位 LX1 的联络员", detail={"reason": "电话通知"})
    record_access("export", user=handler, target="单位清单", detail={"rows": 3})
    record_access("export", user=None, target="公开名录")

    assert [row.words for row in found("reveal")] == ["单位 LX1 的联络员，事由：电话通知"]
    assert [row.words for row in found("export")] == ["单位清单"]


def test_file_when_removed_after_it_was_handed_in_then_listed_and_in_a_draft_not(handler):
    unit = make_unit()
    kept = put(unit, purpose="sample.paper", upload=pdf(), by=handler)
    erased = put(unit, purpose="sample.draft", upload=pdf("b.pdf"), by=handler)

    remove(kept, by=handler, reason="重复")
    remove(erased, by=handler, erase=True)

    [row] = found("file_removed")
    assert (row.person, row.table, row.key) == ("陈知远", "registry_unit", str(unit.pk))
    assert row.words == "删除附件（sample.paper）：移除附件"


def test_recusal_when_declared_then_listed_without_its_reason(handler, round_):
    application = ready(round_, by=handler)
    leader = make_leader(name="赵明澈")
    declare_conflict(application, person=leader, reason="亲属任职", by=leader, today=TODAY)

    [row] = found("recusal")

    assert (row.person, row.words) == ("赵明澈", "申明回避")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"person": "陈知"}, 1),
        ({"person": "无此人"}, 0),
        ({"since": TODAY}, 1),
        ({"until": TODAY - timedelta(days=1)}, 0),
        ({"text": "清单"}, 1),
        ({"text": "%"}, 0),
        ({"kinds": ("reveal",)}, 0),
        ({"kinds": ("unknown",)}, 0),
    ],
)
def test_list_when_narrowed_then_only_what_answers(handler, asked, expected):
    record_access("export", user=handler, target="单位清单")

    rows = Exceptions(Asked(**asked))

    assert len(rows.page(0, 50)) == expected
    assert rows.count().number == expected


def test_list_when_narrowed_to_an_agency_then_people_of_it_and_below(handler):
    record_access("export", user=handler, target="单位清单")
    other = make_user(Role.AGENCY_CLERK, agency=submitted().agency)
    record_access("export", user=other, target="申报清单")

    rows = Exceptions(Asked(agency=other.agency, kinds=("export",)))

    assert [row.words for row in rows.page(0, 50)] == ["申报清单"]


def test_list_when_about_records_then_theirs_and_accesses_that_name_the_unit(handler):
    application, other = bypassed(by=handler), bypassed(by=handler)
    number = application.unit.public_no
    record_access("reveal", user=handler, target=f"单位 {number} 的联络员")
    record_access("reveal", user=handler, target=f"单位 {other.unit.public_no} 的联络员")

    rows = Exceptions(
        Asked(about=[("registry_application", str(application.pk))], named=(number,))
    ).page(0, 50)

    assert sorted(row.kind for row in rows) == ["bypass", "reveal"]


def test_list_when_read_in_pieces_then_newest_first_and_each_once(handler):
    for place in range(7):
        record_access("export", user=handler, target=f"清单{place}")

    rows = Exceptions(Asked(kinds=("export",)))

    pieces = [*rows.page(0, 3), *rows.page(3, 6), *rows.page(6, 9)]
    assert [row.words for row in pieces] == [f"清单{place}" for place in range(6, -1, -1)]
    assert [row.words for row in rows] == [row.words for row in pieces]


@pytest.fixture
def decided(handler, round_):
    """A list that a leader has decided."""
    leader = make_leader(name="赵明澈")
    batch = make_batch(
        enquired([ready(round_, by=handler)], by=handler), by=handler, chain=[leader]
    )
    decide(submitted_batch(batch, by=handler), words={}, agree_rest=True, by=leader, today=TODAY)
    return batch.items.get()


def control(code):
    return next(each for each in controls if each.code == code)


def test_controls_when_all_went_right_then_each_is_nought(decided):
    assert {each.code: len(rows_of(each)) for each in controls} == {
        each.code: 0 for each in controls
    }


def test_control_when_the_decider_took_an_earlier_step_then_it_is_found(decided):
    leader = decided.decided_by
    with time_machine.travel(decided.decided_at - timedelta(hours=1)), act("示例", by=leader):
        record(decided.application, code="sample.step", action="示例步骤", by=leader, today=TODAY)

    [row] = rows_of(control("decided_own"))

    assert (row.person, row.key) == ("赵明澈", str(decided.application_id))


def test_control_when_the_decider_also_announced_the_unit_later_then_it_is_not_found(decided):
    leader = decided.decided_by
    with time_machine.travel(decided.decided_at + timedelta(days=9)), act("公布", by=leader):
        record(decided.application, code="sample.step", action="公布", by=leader, today=TODAY)

    assert rows_of(control("decided_own")) == []


def test_limits_when_some_ended_late_then_counted_and_named(auditor, handler):
    application = bypassed(by=handler)
    after = TODAY + timedelta(days=60)

    clocks = begun(auditor, since=None, until=None)
    rows = {row.name: row for row in compliance(clocks, today=after)}

    assert rows["推荐单位初审"].in_time == 1
    assert rows["推荐单位初审"].share == "100.0%"
    assert rows["区局复核"].total == 1
    assert late_ones(clocks, today=TODAY) == []
    assert application.pk
