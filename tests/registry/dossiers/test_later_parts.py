"""Objections, changes and removals in a unit's file, and what they add to its exceptions."""

import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.documents import services as documents
from ipcontact.files.access import may_read
from ipcontact.files.models import StoredFile
from ipcontact.ui.errors import RuleViolation
from registry.changes import services as changes
from registry.dossiers.gathering import gather
from registry.notices.services import hold, take_out
from registry.objections import services as objections
from registry.objections.wording import ANSWER
from registry.removals import services as removals
from tests.changing import effective, heard, member, proposed, renaming, with_contact
from tests.deciding import enquired, make_leader, ready
from tests.factories import make_user
from tests.files import samples
from tests.filing import NOON, TODAY
from tests.noticing import decided_batch, published
from tests.registry.objections.conftest import REASON, SECRETS, WHO

AFTER_HEARING = date(2026, 9, 28)


@pytest.fixture
def leader():
    return make_leader(name="赵明澈")


@pytest.fixture
def objection(handler, leader, round_):
    """Sent online with evidence, investigated, rejected."""
    batch = decided_batch(enquired([ready(round_, by=handler)], by=handler), by=handler,
                          leader=leader)  # fmt: skip
    item = published(batch, by=handler, checker=make_user(Role.HANDLER)).items.get()
    evidence = samples.upload("盖有公章的来信.pdf", samples.pdf())
    found = objections.receive(item, reason=REASON, who=WHO, now=NOON, evidence=[evidence])
    found = objections.take_over(found, by=handler, today=TODAY)
    found = objections.take_up(found, substance="专利已失效。", by=handler, today=TODAY)
    found = objections.propose(
        found, conclusion="rejected", findings="专利有效。", reason="不符", by=handler, today=TODAY,
        files=[samples.upload("登记簿.pdf", samples.pdf())],
    )  # fmt: skip
    return objections.decide(
        found, conclusion="rejected", reason="与事实不符", by=leader, today=TODAY
    )


def section(unit, code: str, user):
    dossier = gather(unit, user=user)
    return next(each for each in dossier.sections if each.code == code), dossier


def test_objection_when_gathered_then_substance_end_and_steps(objection, auditor):
    found, dossier = section(objection.item.application.unit, "objections", auditor)

    [item] = found.items
    assert (item.entry.number, item.entry.on) == (objection.number, objection.received_on)
    told = dict(item.details)
    assert (told["异议要点"], told["核查情况"], told["结论"]) == (
        "专利已失效。", "专利有效。", "不成立",
    )  # fmt: skip
    assert {"收到异议", "立项核查", "异议定性"} <= {step.act.action for step in dossier.steps}
    assert [file.original_name for file in item.files] == ["登记簿.pdf"]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.HANDLER, Role.DECIDER])
def test_objection_when_anybody_reads_or_takes_the_file_then_not_who_objected(
    client, objection, role
):
    number = objection.item.application.unit.public_no
    client.force_login(make_user(role, name="旁人示例"))

    pages = [client.get(reverse(f"dossiers:{name}", args=[number])).text
             for name in ("detail", "evidence")]  # fmt: skip
    sent = {"reason": "年度审计", "with_files": "on", "with_persons": "on", "confirm": "1"}
    response = client.post(reverse("dossiers:package", args=[number]), sent)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    pages += [archive.read(name).decode() for name in ("contents.html", "evidence.html")]

    assert all(objection.number in page for page in pages[:3])
    for secret in (*SECRETS, REASON, "盖有公章的来信"):
        assert not any(secret in page for page in pages), secret


def test_answer_when_sealed_and_served_then_its_scans_are_read_by_the_named_handler_alone(
    client, objection, handler, leader, auditor
):
    letter = objections.draw_letter(objection, kind=ANSWER, by=handler, today=TODAY)
    letter = documents.approve(letter, by=leader, today=TODAY)
    sealed, receipt = (samples.upload(name, samples.pdf()) for name in ("盖章件.pdf", "回证.pdf"))
    letter = documents.seal(letter, scan=sealed, by=handler, today=TODAY)
    letter = documents.send(letter, channel="post", sent_on=TODAY, by=handler, today=TODAY)
    documents.serve(letter, scan=receipt, served_on=TODAY, by=handler, today=TODAY)

    scans = StoredFile.objects.filter(original_name__in=("盖章件.pdf", "回证.pdf"))
    other = make_user(Role.HANDLER)
    readers = [
        {may_read(person, file) for file in scans} for person in (handler, other, leader, auditor)
    ]
    client.force_login(other)
    answers = {client.get(file.get_absolute_url()).status_code for file in scans}
    dossier = gather(objection.item.application.unit, user=auditor)
    taken = {file.original_name for _, file in dossier.files}

    assert scans.count() == 2
    assert readers == [{True}, {False}, {False}, {False}]
    assert answers == {404}
    assert "登记簿.pdf" in taken
    assert not taken & {"盖章件.pdf", "回证.pdf"}


@pytest.mark.parametrize("step", ["seal", "serve"])
def test_answer_when_a_step_has_no_scan_then_refused(objection, handler, leader, step):
    letter = objections.draw_letter(objection, kind=ANSWER, by=handler, today=TODAY)
    letter = documents.approve(letter, by=leader, today=TODAY)
    if step == "serve":
        scan = samples.upload("盖章件.pdf", samples.pdf())
        letter = documents.seal(letter, scan=scan, by=handler, today=TODAY)
        letter = documents.send(letter, channel="post", sent_on=TODAY, by=handler, today=TODAY)
    days = {"served_on": TODAY} if step == "serve" else {}

    with pytest.raises(RuleViolation, check=lambda error: error.code == "scan_missing"):
        getattr(documents, step)(letter, scan=None, by=handler, today=TODAY, **days)


def test_changes_when_gathered_then_old_and_new_with_the_second_person(handler, auditor):
    second, unit = make_user(name="林若川"), member("示例旧名有限公司")
    effective(unit, renaming(), by=handler, checker=second)

    found, dossier = section(unit, "changes", auditor)

    [item] = found.items
    told = dict(item.details)
    assert told["单位名称"] == "示例旧名有限公司 → 示例新名有限公司"
    assert (told["登记人"], told["核对人"]) == ("陈知远", "林若川")
    assert len(item.files) == 1
    assert {"登记更名", "更名生效"} <= {step.act.action for step in dossier.steps}


def test_removal_when_gathered_then_ground_statement_and_decision(handler, leader, auditor):
    second, unit = make_user(name="林若川"), with_contact(member("示例在库有限公司"), handler)
    course = heard(unit, by=handler, teller=second)
    removals.decide(course, outcome="keep", reason="已恢复联系", by=leader, today=AFTER_HEARING)

    found, dossier = section(unit, "removals", auditor)

    [item] = found.items
    told = dict(item.details)
    assert (told["事由"], told["单位陈述"], told["决定人"]) == (
        "长期失联", "我单位正常经营，请保留。", "赵明澈",
    )  # fmt: skip
    assert told["决定理由"] == "已恢复联系"
    assert [line.label for line in dossier.exceptions if line.kind == "removal_kept"] == [
        "拟移出而继续在库"
    ]
    assert all(count == 0 for _, count in dossier.broken)


def test_sections_when_of_another_unit_then_not_there(objection, handler, auditor):
    effective(member("示例旧名有限公司"), renaming(), by=handler, checker=make_user())

    codes = {each.code for each in gather(member("示例旁观有限公司"), user=auditor).sections}

    assert codes.isdisjoint({"objections", "changes", "removals"})


def test_evidence_when_changes_grow_then_no_more_queries(
    page, handler, django_assert_max_num_queries
):
    second, unit = make_user(), member("示例旧名有限公司")
    address = reverse("dossiers:evidence", args=[unit.public_no])

    def refuse_one() -> None:
        change = proposed(unit, renaming(), by=handler)
        changes.reject(change, reason="材料不符", by=second, today=TODAY)

    refuse_one()
    with django_assert_max_num_queries(200) as one:
        page.get(address)
    refuse_one()
    refuse_one()

    with django_assert_max_num_queries(len(one)):
        page.get(address)


def test_dossier_when_another_unit_of_the_list_was_taken_out_then_nothing_of_it(
    auditor, handler, round_
):
    leader, checker = make_leader(name="赵明澈"), make_user(Role.HANDLER, name="林若川")
    rows = enquired([ready(round_, by=handler) for _ in range(2)], by=handler)
    notice = published(decided_batch(rows, by=handler, leader=leader), by=handler, checker=checker)
    one, other = notice.items.order_by("order")
    hold(one, by=handler, today=TODAY)
    hold(other, by=handler, today=TODAY)
    take_out(other, reason="示例：专利已失效。", by=leader, today=TODAY)

    own = gather(one.application.unit, user=auditor)
    others = gather(other.application.unit, user=auditor)

    said = [f"{step.act.action}{step.act.reason}" for step in own.steps]
    assert f"暂缓：{one.name}" in said
    assert not [words for words in said if other.name in words or "专利已失效" in words]
    assert f"移出：{other.name}示例：专利已失效。" in [
        f"{step.act.action}{step.act.reason}" for step in others.steps
    ]
