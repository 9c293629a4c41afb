"""Who is barred from judging a file, and the steps that ask."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ipcontact.accounts.roles import Role
from ipcontact.ui.errors import RuleViolation
from registry.applications import services as applications
from registry.applications.models import Application, Submission
from registry.recommendations import services as recommendations
from registry.recommendations.models import Recommendation
from registry.reviews.facts import conflicts_of, involvements, review_facts
from registry.reviews.models import ConflictDeclaration
from registry.reviews.services import (
    correct_inspection,
    declare_conflict,
    finish_inspection,
    record_inspection,
    withdraw_conflict,
)
from registry.units.models import UnitAccount
from tests.factories import make_user
from tests.filing import NOON, TODAY, region_agency
from tests.recommending import drafted, head_of


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


def test_barred_when_filed_typed_or_handed_in(file, leader):
    application = file()
    typist, sender = make_user(), make_user()
    Application.objects.filter(pk=application.pk).update(owner=leader, entered_by=typist)
    Submission.objects.filter(application=application).update(submitted_by=sender)
    application.refresh_from_db()

    assert [codes(application, each) for each in (leader, typist, sender)] == [["filed"]] * 3
    assert codes(application, make_user()) == []


def test_barred_when_recommendation_was_drafted_or_signed_but_not_when_revoked(file):
    application = file()
    drafter, head = make_user(Role.AGENCY_CLERK), make_user(Role.AGENCY_HEAD)
    given = Recommendation.objects.create(
        application=application,
        agency=region_agency(),
        state="signed",
        drafted_by=drafter,
        signed_by=head,
        signed_on=TODAY,
    )

    assert [codes(application, each) for each in (drafter, head)] == [["recommended"]] * 2
    given.state, given.revoked_reason = "revoked", "材料不实"
    given.save()
    assert codes(application, head) == []


def test_barred_when_inspected_alone_but_not_with_another(file, found, handler, colleague):
    application = file()
    alone = record_inspection(application, finding=found(), by=handler, today=TODAY)
    assert codes(application, handler) == ["inspected_alone"]

    together = found(mode="on_site", inspectors=(handler, colleague))
    correct_inspection(alone, finding=together, reason="补记一人", by=handler, today=TODAY)

    assert codes(application, handler) == codes(application, colleague) == []


def test_barred_when_two_inspected_one_after_the_other_then_nobody(file, found, handler, colleague):
    application = file()
    record_inspection(application, finding=found(), by=handler, today=TODAY)
    second = found(mode="phone", inspectors=(colleague,))
    record_inspection(application, finding=second, by=colleague, today=TODAY)

    assert codes(application, handler) == codes(application, colleague) == []


def test_barred_when_named_in_the_papers_or_acting_for_the_unit(file, leader):
    application = file()
    named = make_user(Role.DECIDER, name="示例甲", mobile="13900000001")
    namesake = make_user(Role.DECIDER, name="示例甲", mobile="13900000009")
    UnitAccount.objects.create(
        unit=application.unit, user=leader, verified_by=named, verified_on=TODAY
    )

    assert codes(application, named) == ["named"]
    assert codes(application, namesake) == []
    assert codes(application, leader) == ["named"]


def test_facts_when_files_and_people_grow_then_they_cost_the_same(
    file, found, handler, colleague, leader, aside
):
    applications = [file() for _ in range(6)]
    for application in applications:
        record_inspection(application, finding=found(), by=handler, today=TODAY)
        aside(application)

    def cost(rows, people) -> list[int]:
        counts = []
        for gather in (lambda: review_facts(rows), lambda: involvements(rows, people)):
            with CaptureQueriesContext(connection) as queries:
                gather()
            counts.append(len(queries))
        return counts

    few = cost(applications[:1], [handler])
    many = cost(applications, [handler, colleague, leader])

    assert few == many
    assert max(many) <= 7


def check_first(application, by):
    claim = application.claims.first()
    return applications.check_claim(claim, state="accepted", by=by, today=TODAY)


@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("bureau_review", lambda file, by: applications.pass_review(file, by=by, today=TODAY)),
        (
            "bureau_review",
            lambda file, by: applications.propose_exclude(file, reason="不符", by=by, today=TODAY),
        ),
        ("bureau_review", check_first),
        ("inspection", lambda file, by: finish_inspection(file, by=by, today=TODAY)),
        (
            "ready",
            lambda file, by: applications.send_back(file, reason="再核", by=by, today=TODAY),
        ),
    ],
)
def test_step_when_the_reviewer_stands_aside_then_refused_and_a_colleague_takes_it(
    file, found, handler, colleague, state, step
):
    application = file(state)
    if state == "inspection":
        record_inspection(application, finding=found(), by=colleague, today=TODAY)
    declare_conflict(application, person=handler, reason="亲属任职", by=handler, today=TODAY)

    with pytest.raises(RuleViolation) as refused:
        step(application, handler)

    application.refresh_from_db()
    assert (refused.value.code, application.state) == ("stands_aside", state)
    assert step(application, colleague)


def test_step_when_the_declaration_was_taken_back_or_is_of_another_file_then_taken(file, handler):
    application, other = file("bureau_review"), file("bureau_review")
    values = {"person": handler, "reason": "亲属任职", "by": handler, "today": TODAY}
    declare_conflict(other, **values)
    mistaken = declare_conflict(application, **values)
    withdraw_conflict(mistaken, reason="选错了单位", by=handler, today=TODAY)

    applications.pass_review(application, by=handler, today=TODAY)

    application.refresh_from_db()
    assert application.state == "inspection"


def test_step_when_the_reviewer_is_named_in_the_papers_or_acts_for_the_unit_then_refused(
    file, handler, colleague
):
    application = file("bureau_review")
    named = make_user(Role.HANDLER, name="示例甲", mobile="13900000001")
    UnitAccount.objects.create(
        unit=application.unit, user=colleague, verified_by=handler, verified_on=TODAY
    )

    for person in (named, colleague):
        with pytest.raises(RuleViolation) as refused:
            applications.pass_review(application, by=person, today=TODAY)
        assert refused.value.code == "stands_aside"


def test_taking_when_somebody_stands_aside_then_neither_taken_nor_handed_to_them_but_given_away(
    file, handler, colleague
):
    application = file("bureau_review")
    applications.take(application, by=handler, today=TODAY)
    for person in (handler, colleague):
        declare_conflict(application, person=person, reason="亲属", by=person, today=TODAY)
    other = make_user(Role.HANDLER)

    with pytest.raises(RuleViolation) as handed:
        applications.hand_over(application, to=colleague, by=handler, today=TODAY)
    applications.release(application, by=handler, today=TODAY)
    with pytest.raises(RuleViolation) as taken:
        applications.take(application, by=colleague, today=TODAY)
    applications.hand_over(application, to=other, by=handler, today=TODAY)

    assert (handed.value.code, taken.value.code) == ("stands_aside", "stands_aside")
    assert handed.value.message.startswith(f"{colleague.name}对这件申报应当回避")
    application.refresh_from_db()
    assert application.holder == other


def test_signature_when_the_head_stands_aside_then_refused_and_another_head_signs(round_):
    station = region_agency()
    head, other = head_of(station), head_of(station)
    made = drafted(round_, agency=station)
    ConflictDeclaration.objects.create(
        application=made.application, user=head, reason="亲属任职", entered_by=head
    )

    with pytest.raises(RuleViolation) as refused:
        recommendations.sign(made, by=head, today=TODAY, now=NOON)

    assert refused.value.code == "stands_aside"
    assert recommendations.sign(made, by=other, today=TODAY, now=NOON).state == "signed"
