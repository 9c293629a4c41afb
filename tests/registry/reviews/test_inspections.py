"""综合考察: done, many at once, corrected, complete; refused with what to do next."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.audit.models import Change
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.reviews.models import Inspection, ScoringSheet
from registry.reviews.rules import Score
from registry.reviews.services import (
    correct_inspection,
    declare_conflict,
    finish_inspection,
    finish_inspections,
    record_inspection,
    record_inspections,
)
from registry.units.models import UnitAccount
from tests.factories import make_user
from tests.filing import TODAY


def test_record_when_complete_then_stored_with_its_step_and_history(file, found, handler):
    application = file()

    inspection = record_inspection(application, finding=found(), by=handler, today=TODAY)

    assert list(inspection.inspectors.all()) == [handler]
    assert inspection.recorded_by == handler
    step = Act.objects.of(application).first()
    assert (step.code, step.action) == ("review.inspect", "登记考察：材料审查，符合")
    assert Change.objects.filter(table_name="registry_inspection").count() == 1
    application.refresh_from_db()
    assert application.state == "inspection"


def test_record_when_it_goes_on_then_the_file_waits_for_the_meeting(file, found, handler):
    application = file()

    record_inspection(application, finding=found(), by=handler, today=TODAY, goes_on=True)

    application.refresh_from_db()
    assert application.state == "ready"
    codes = [step.code for step in Act.objects.of(application).order_by("-pk")[:2]]
    assert codes == ["application.inspected", "review.inspect"]


def test_record_when_waiting_for_the_meeting_then_a_further_one_is_kept(file, found, handler):
    application = file("ready")

    record_inspection(application, finding=found(), by=handler, today=TODAY, goes_on=True)

    application.refresh_from_db()
    assert application.state == "ready"
    assert application.inspections.count() == 1


def test_record_when_by_phone_some_days_ago_then_step_says_when_and_how(file, found, handler):
    application = file()
    day = TODAY - timedelta(days=3)

    record_inspection(
        application, finding=found(mode="phone", done_on=day), by=handler, today=TODAY
    )

    step = Act.objects.of(application).first()
    assert (step.channel, step.event_on) == ("phone", day)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"mode": "on_site"}, "too_few_inspectors"),
        ({"done_on": TODAY + timedelta(days=1)}, "day_future"),
        ({"conclusion": "unfit"}, "remarks_missing"),
        ({"inspectors": ()}, "too_few_inspectors"),
    ],
)
def test_record_when_incomplete_then_refused_and_nothing_is_kept(
    file, found, handler, values, code
):
    application = file()

    with pytest.raises(RuleViolation) as refused:
        record_inspection(application, finding=found(**values), by=handler, today=TODAY)

    assert refused.value.code == code
    assert not Inspection.objects.exists()


def test_record_when_on_site_with_one_person_named_twice_then_refused(file, found, handler):
    finding = found(mode="on_site", inspectors=(handler, handler))

    with pytest.raises(RuleViolation, match="两名以上"):
        record_inspection(file(), finding=finding, by=handler, today=TODAY)


def test_record_when_sheet_is_used_then_scores_are_kept_as_they_were(file, found, handler):
    sheet = ScoringSheet.objects.create(
        name="示例评分表", items=[{"name": "制度", "maximum": 20}], is_active=True
    )
    scores = (Score("制度", Decimal("20"), Decimal("18.5")),)

    inspection = record_inspection(
        file(), finding=found(sheet=sheet, scores=scores), by=handler, today=TODAY
    )

    assert inspection.scores == [{"name": "制度", "maximum": "20", "points": "18.5"}]
    with pytest.raises(IntegrityError), transaction.atomic():
        ScoringSheet.objects.create(name="另一张", items=[], is_active=True)


@pytest.mark.parametrize("state", ["agency_review", "bureau_review", "in_batch"])
def test_record_when_in_another_state_then_refused_with_the_state(file, found, handler, state):
    with pytest.raises(RuleViolation) as refused:
        record_inspection(file(state), finding=found(), by=handler, today=TODAY)

    assert refused.value.code == "wrong_state"


def test_record_when_wrong_role_then_refused(file, found, clerk):
    application = file()
    outsider = make_user(Role.HANDLER, agency=clerk.agency)

    for person in (clerk, make_user(Role.DECIDER), outsider):
        with pytest.raises(PermissionDenied):
            record_inspection(application, finding=found(), by=person, today=TODAY)

    assert not Inspection.objects.exists()


def test_record_when_a_colleague_has_it_in_hand_then_refused(file, found, handler, colleague):
    application = file()
    Application.objects.filter(pk=application.pk).update(
        holder=colleague, held_since=application.state_since
    )

    with pytest.raises(RuleViolation) as refused:
        record_inspection(application, finding=found(), by=handler, today=TODAY)

    assert refused.value.code == "held_by_other"


def test_record_when_inspector_stands_aside_then_refused(file, found, handler, colleague):
    application = file()
    declare_conflict(application, person=colleague, reason="亲属任职", by=colleague, today=TODAY)
    finding = found(mode="on_site", inspectors=(handler, colleague))

    with pytest.raises(RuleViolation) as refused:
        record_inspection(application, finding=finding, by=handler, today=TODAY)

    assert refused.value.code == "inspector_recused"


def test_record_when_inspector_is_named_in_the_papers_or_acts_for_the_unit_then_refused(
    file, found, handler, colleague
):
    application = file()
    named = make_user(Role.HANDLER, name="示例甲", mobile="13900000001")
    UnitAccount.objects.create(
        unit=application.unit, user=colleague, verified_by=handler, verified_on=TODAY
    )

    for person in (named, colleague):
        finding = found(mode="on_site", inspectors=(handler, person))
        with pytest.raises(RuleViolation) as refused:
            record_inspection(application, finding=finding, by=handler, today=TODAY)
        assert refused.value.code == "inspector_recused"
        assert person.name in refused.value.message


@pytest.mark.parametrize("values", [{"is_active": False}, {"agency": None}])
def test_record_when_inspector_does_not_work_here_then_refused(file, found, handler, values):
    gone = make_user(Role.HANDLER)
    for name, value in values.items():
        setattr(gone, name, value)
    gone.save()

    with pytest.raises(RuleViolation) as refused:
        record_inspection(file(), finding=found(inspectors=(gone,)), by=handler, today=TODAY)

    assert refused.value.code == "inspector_unfit"


def test_many_when_recorded_in_one_act_then_the_rest_is_told_and_stays(
    file, found, handler, colleague
):
    good = [file() for _ in range(3)]
    wrong = file("bureau_review")

    outcome = record_inspections(
        [*good, wrong], finding=found(), by=handler, today=TODAY, goes_on=True
    )

    assert outcome.done == good
    assert [application for application, _ in outcome.refused] == [wrong]
    states = set(Application.objects.filter(pk__in=[a.pk for a in good]).values_list("state"))
    assert states == {("ready",)}
    assert Inspection.objects.count() == 3


def test_many_when_done_again_then_another_row_each_but_no_further_step(file, found, handler):
    application = file()
    record_inspections([application], finding=found(), by=handler, today=TODAY, goes_on=True)

    record_inspections([application], finding=found(), by=handler, today=TODAY, goes_on=True)

    assert Act.objects.of(application).filter(code="application.inspected").count() == 1


def test_many_when_wrong_role_then_refused(file, found, clerk):
    with pytest.raises(PermissionDenied):
        record_inspections([file()], finding=found(), by=clerk, today=TODAY)


def test_correct_when_wrong_then_new_row_counts_and_old_one_stays(file, found, handler):
    application = file()
    old = record_inspection(application, finding=found(), by=handler, today=TODAY)

    new = correct_inspection(
        old,
        finding=found(conclusion="doubtful", remarks="厂房已搬迁"),
        reason="看错单位",
        by=handler,
        today=TODAY,
    )

    assert list(application.inspections.in_force()) == [new]
    old.refresh_from_db()
    assert old.conclusion == "fit"
    assert new.correction_reason == "看错单位"
    step = Act.objects.of(application).first()
    assert (step.code, step.reason) == ("review.correct", "看错单位")


def test_correct_when_corrected_already_then_refused(file, found, handler):
    old = record_inspection(file(), finding=found(), by=handler, today=TODAY)
    correct_inspection(old, finding=found(), reason="日期有误", by=handler, today=TODAY)

    with pytest.raises(RuleViolation) as refused:
        correct_inspection(old, finding=found(), reason="日期有误", by=handler, today=TODAY)

    assert refused.value.code == "corrected_already"


def test_correct_when_without_reason_or_right_then_refused(file, found, handler, clerk):
    old = record_inspection(file(), finding=found(), by=handler, today=TODAY)

    with pytest.raises(RuleViolation) as refused:
        correct_inspection(old, finding=found(), reason=" ", by=handler, today=TODAY)
    with pytest.raises(PermissionDenied):
        correct_inspection(old, finding=found(), reason="有误", by=clerk, today=TODAY)

    assert refused.value.code == "reason_missing"
    assert Inspection.objects.count() == 1


def test_row_when_changed_or_deleted_by_hand_then_the_database_refuses(file, found, handler):
    inspection = record_inspection(file(), finding=found(), by=handler, today=TODAY)
    rows = Inspection.objects.filter(pk=inspection.pk)

    for attempt in (lambda: rows.update(conclusion="unfit"), rows._raw_delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt(*(() if attempt != rows._raw_delete else ("default",)))

    assert rows.get().conclusion == "fit"


def test_finish_when_assessed_then_goes_on_and_twice_is_refused(file, found, handler):
    application = file()
    record_inspection(application, finding=found(), by=handler, today=TODAY)

    finish_inspection(application, by=handler, today=TODAY)
    application.refresh_from_db()

    assert application.state == "ready"
    with pytest.raises(RuleViolation) as refused:
        finish_inspection(application, by=handler, today=TODAY)
    assert refused.value.code == "wrong_state"


def test_finish_when_not_assessed_then_refused(file, handler):
    with pytest.raises(RuleViolation) as refused:
        finish_inspection(file(), by=handler, today=TODAY)

    assert refused.value.code == "not_inspected"


def test_finish_when_only_a_corrected_row_is_left_then_its_correction_counts(file, found, handler):
    application = file()
    old = record_inspection(application, finding=found(), by=handler, today=TODAY)
    correct_inspection(old, finding=found(), reason="日期有误", by=handler, today=TODAY)

    assert finish_inspection(application, by=handler, today=TODAY).state == "ready"


def test_finish_many_when_some_lack_it_then_those_stay_with_the_reason(file, found, handler):
    done, bare = file(), file()
    record_inspection(done, finding=found(), by=handler, today=TODAY)

    outcome = finish_inspections([done, bare], by=handler, today=TODAY)

    assert outcome.done == [done]
    assert [(each, "还没有登记考察" in why) for each, why in outcome.refused] == [(bare, True)]


def test_finish_when_wrong_role_then_refused(file, clerk):
    application = file()

    with pytest.raises(PermissionDenied):
        finish_inspection(application, by=clerk, today=TODAY)
    with pytest.raises(PermissionDenied):
        finish_inspections([application], by=clerk, today=TODAY)
