"""上会材料: every sentence of the report for the meeting follows from what is known."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from docx import Document

from registry.applications.models import Application
from registry.batches import papers
from registry.batches.access import chain_of
from registry.batches.facts import lines_of
from registry.batches.forms import SubmitForm
from registry.batches.models import ReviewBatch
from registry.batches.services import describe
from registry.reviews.services import (
    Finding,
    correct_inspection,
    declare_conflict,
    reply,
    request_opinions,
)
from tests.deciding import enquired, make_batch, ready
from tests.factories import make_agency, make_user
from tests.filing import TODAY


def report_of(batch: ReviewBatch) -> str:
    """Every sentence and cell of the report."""
    lines, chain = lines_of(batch, today=TODAY), chain_of(batch)
    document = Document(BytesIO(papers.report(batch, lines, chain, organ="示例局", today=TODAY)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def asked(applications: Sequence[Application], *, by, offices: int):
    """A letter of today to so many offices, none of which has answered."""
    return request_opinions(
        applications, agencies=[make_agency("partner") for _ in range(offices)],
        title="示例征求意见", sent_on=TODAY, reply_days=5, by=by, today=TODAY,
    )  # fmt: skip


def waive(batch: ReviewBatch, *, by, chain) -> ReviewBatch:
    """The batch goes without opinions and credit checks."""
    how = {"opinions_waived": "时间紧", "credit_waived": "系统停机"}
    return describe(batch, name=batch.name, chain=chain, by=by, today=TODAY, **how)


def test_report_when_everybody_answered_then_no_objection_is_said(drafted):
    said = report_of(drafted(2))

    assert "已就2家征求有关单位意见，没有收到不同意见。已核查信用2家。" in said
    assert "各单位均无不同意见。" in said
    assert "未回函" not in said


def test_report_when_nobody_was_asked_then_it_says_so_and_why(handler, leader, round_):
    batch = make_batch([ready(round_, by=handler)], by=handler, chain=[leader])

    bare = report_of(batch)
    waived = report_of(waive(batch, by=handler, chain=[leader]))

    assert "1家未征求意见。1家未作信用核查。" in bare
    assert "没有征求意见的函件。" in bare
    for said in (bare, waived):
        assert "已就" not in said
        assert "均无不同意见" not in said
    assert "1家未征求意见。不征求意见的理由：时间紧。" in waived
    assert "1家未作信用核查。不作信用核查的理由：系统停机。" in waived


def test_report_when_no_office_has_answered_then_nobody_is_said_to_agree(handler, leader, round_):
    files = [ready(round_, by=handler) for _ in range(2)]
    letter = asked(files[:1], by=handler, offices=2)
    batch = make_batch(files, by=handler, chain=[leader])

    said = report_of(batch)

    names = "、".join(each.agency.display_name for each in letter.replies.order_by("agency__code"))
    assert "已就1家征求有关单位意见，没有收到不同意见，2个单位未回函。1家未征求意见。" in said
    assert f"未回函的2个单位：{names}。" in said
    assert f"未征求意见的1家：{files[1].unit_name}。" in said
    assert "均无不同意见" not in said


def test_report_when_one_of_two_has_answered_then_only_that_one_has_nothing_against(
    handler, leader, round_
):
    files = [ready(round_, by=handler)]
    letter = asked(files, by=handler, offices=2)
    first = letter.replies.select_related("agency").first().agency
    answer = {"agency": first.code, "replied_on": TODAY, "by": handler, "today": TODAY}
    reply(letter, exceptions={}, **answer)
    batch = make_batch(files, by=handler, chain=[leader])

    calm = report_of(batch)
    reply(letter, exceptions={files[0].application_no: "在侦案件"}, reason="更正", **answer)
    against = report_of(batch)

    assert "已回函的单位均无不同意见。" in calm
    assert "已就1家征求有关单位意见，对1家提出意见，1个单位未回函。" in against
    assert "在侦案件" in against
    assert "均无不同意见" not in against


def test_report_when_somebody_declared_a_conflict_then_unit_and_person_but_not_the_reason(
    drafted, handler
):
    batch = drafted(1)
    application = batch.items.get().application
    aside = make_user(name="许安")
    declare_conflict(application, person=aside, reason="配偶任职", by=handler, today=TODAY)

    said = report_of(batch)

    assert "许安" in said
    assert "配偶任职" not in said
    assert "没有人申明回避" not in said
    assert "签署人没有应当回避的单位。" in said


def test_report_when_a_signer_must_stand_aside_then_it_says_so(drafted, head):
    batch = drafted(1)
    application = batch.items.get().application
    calm = report_of(batch)
    declare_conflict(application, person=head, reason="亲属", by=head, today=TODAY)

    said = report_of(batch)

    assert "没有人申明回避。\n签署人没有应当回避的单位。" in calm
    assert "签署人有应当回避的单位，见下表。" in said
    assert "签署人应当回避" in said
    assert head.name in said


def test_report_when_the_drafter_alone_inspected_then_named_with_the_place(
    handler, head, leader, round_
):
    application = ready(round_, by=handler)
    drafter = make_user("agency_head", name="许安")
    alone = Finding(mode="documents", done_on=TODAY, inspectors=(drafter,), conclusion="fit")
    how = {"finding": alone, "by": handler, "today": TODAY}
    correct_inspection(application.inspections.get(), reason="更正考察人", **how)
    [application] = enquired([application], by=handler)
    batch = make_batch([application], by=handler, chain=[drafter, head, leader])

    said = report_of(batch)

    assert f"许安一人考察了{application.unit_name}，只作拟办。" in said
    assert "签署人没有应当回避的单位。" in said
    assert "一人考察过的，只作拟办" in SubmitForm().fields["recusals_checked"].label
