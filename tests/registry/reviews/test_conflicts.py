"""回避: declared, entered for another, taken back; who is barred from deciding what."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.audit.models import Change
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.reviews.facts import conflicts_of, review_facts
from registry.reviews.models import ConflictDeclaration
from registry.reviews.services import (
    declare_conflict,
    declare_conflicts,
    withdraw_conflict,
)
from tests.factories import make_user
from tests.filing import TODAY


@pytest.fixture
def leader():
    return make_user(Role.DECIDER)


@pytest.fixture
def aside(leader):
    """`aside(application)`: the leader stands aside."""

    def declare(application, **values) -> ConflictDeclaration:
        values = {"person": leader, "by": leader, "reason": "亲属任职", "today": TODAY, **values}
        return declare_conflict(application, **values)

    return declare


def codes(application, person) -> list[str]:
    found = conflicts_of([application], [person]).get((application.pk, person.pk), [])
    return [code for code, _ in found]


def test_declaration_when_made_then_kept_with_a_step_that_does_not_tell_the_reason(
    file, aside, leader
):
    application = file()

    declaration = aside(application)

    assert (declaration.user, declaration.entered_by) == (leader, leader)
    step = Act.objects.of(application).first()
    assert (step.code, step.acted_by, step.reason) == ("review.recuse", leader, "")
    assert codes(application, leader) == ["declared"]
    assert review_facts([application])[application.pk].recused == (leader.name,)


def test_declaration_when_made_twice_then_one_row_and_one_step(file, aside):
    application = file()

    assert aside(application) == aside(application, reason="另一个理由")

    assert Act.objects.of(application).filter(code="review.recuse").count() == 1


def test_declaration_when_said_in_the_meeting_then_a_handler_enters_it(
    file, aside, leader, handler
):
    application = file()

    declaration = aside(application, by=handler)

    assert (declaration.user, declaration.entered_by) == (leader, handler)
    step = Act.objects.of(application).first()
    assert (step.acted_by, step.entered_by, step.channel) == (leader, handler, "meeting")


@pytest.mark.parametrize("reason", ["", "  "])
def test_declaration_when_without_reason_then_refused(file, aside, reason):
    with pytest.raises(RuleViolation) as refused:
        aside(file(), reason=reason)

    assert refused.value.code == "reason_missing"


def test_declaration_when_for_another_without_right_or_for_a_stranger_then_refused(
    file, aside, leader, clerk, handler
):
    application = file()

    with pytest.raises(PermissionDenied):
        aside(application, by=clerk)
    with pytest.raises(PermissionDenied):
        aside(application, by=make_user(Role.UNIT_USER))
    with pytest.raises(RuleViolation) as refused:
        aside(application, person=make_user(Role.UNIT_USER), by=handler)

    assert refused.value.code == "not_staff"
    assert not ConflictDeclaration.objects.exists()


def test_declaration_when_the_file_is_closed_then_refused(file, aside):
    application = file()
    Application.objects.filter(pk=application.pk).update(state="withdrawn")

    with pytest.raises(RuleViolation) as refused:
        aside(application)

    assert refused.value.code == "wrong_state"


def test_declarations_when_for_several_then_all_or_nothing(file, leader):
    good, closed = file(), file()
    Application.objects.filter(pk=closed.pk).update(state="withdrawn")

    with pytest.raises(RuleViolation):
        declare_conflicts([good, closed], person=leader, reason="亲属任职", by=leader, today=TODAY)

    assert not ConflictDeclaration.objects.exists()


def test_withdrawal_when_by_the_person_then_counts_no_more_and_stays_readable(file, aside, leader):
    application = file()
    declaration = aside(application)

    withdraw_conflict(declaration, reason="选错了单位", by=leader, today=TODAY)
    withdraw_conflict(declaration, reason="选错了单位", by=leader, today=TODAY)

    assert codes(application, leader) == []
    declaration.refresh_from_db()
    assert (declaration.reason, declaration.withdrawn_reason) == ("亲属任职", "选错了单位")
    assert Act.objects.of(application).filter(code="review.unrecuse").count() == 1
    assert aside(application) != declaration


def test_history_when_declared_and_withdrawn_then_the_reasons_are_not_in_it(file, aside, leader):
    declaration = aside(file())
    withdraw_conflict(declaration, reason="选错了单位", by=leader, today=TODAY)

    rows = Change.objects.filter(table_name=ConflictDeclaration._meta.db_table)

    assert rows.count() == 2
    told = str(list(rows.values()))
    assert "亲属任职" not in told
    assert "选错了单位" not in told
    assert "withdrawn_reason" in told


def test_withdrawal_when_by_another_or_without_reason_or_in_a_batch_then_refused(
    file, aside, leader, handler
):
    declaration, in_batch = aside(file()), aside(file("in_batch"))

    with pytest.raises(PermissionDenied):
        withdraw_conflict(declaration, reason="代为撤回", by=handler, today=TODAY)
    with pytest.raises(RuleViolation) as without:
        withdraw_conflict(declaration, reason="", by=leader, today=TODAY)
    with pytest.raises(RuleViolation) as late:
        withdraw_conflict(in_batch, reason="选错了单位", by=leader, today=TODAY)

    assert (without.value.code, late.value.code) == ("reason_missing", "wrong_state")


def test_declaration_when_rewritten_by_hand_then_the_database_refuses(file, aside):
    declaration = aside(file())
    rows = ConflictDeclaration.objects.filter(pk=declaration.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(reason="没有关系")
