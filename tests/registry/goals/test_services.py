"""Figures compiled, checked, released, corrected."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.acts.services import delegate, open_record, take_back
from ipcontact.audit.services import act
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.goals import services
from registry.goals.choices import SnapshotState
from registry.goals.models import FigureSnapshot
from registry.goals.rules import digest_of
from registry.goals.views.public import latest
from registry.roster.choices import ExitGround
from registry.roster.services import depart
from tests.factories import make_user
from tests.files.samples import pdf
from tests.filing import TODAY
from tests.registry.goals.conftest import AS_OF


def refused(code: str):
    return pytest.raises(RuleViolation, check=lambda refusal: refusal.code == code)


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("示例.pdf", pdf(), "application/pdf")


def steps_of(snapshot) -> list[str]:
    return list(Act.objects.of(snapshot).order_by("pk").values_list("code", flat=True))


def leave(unit, on: date) -> None:
    """A member is found to have left earlier than known."""
    depart(unit=unit, on=on, ground=ExitGround.DISSOLVED, by=None, today=TODAY, reason="示例")


def test_compile_when_done_then_values_rules_and_hash_are_kept(compiled, handler):
    snapshot = compiled(codes=["roster.platforms", "roster.listed"])

    assert [(f["code"], f["value"]) for f in snapshot.figures] == [
        ("roster.listed", 3),
        ("roster.platforms", 1),
    ]
    assert all(figure["rule"] for figure in snapshot.figures)
    assert snapshot.digest == digest_of(AS_OF, snapshot.figures)
    assert (snapshot.state, snapshot.compiled_by) == (SnapshotState.COMPILING, handler)
    assert steps_of(snapshot) == ["figures.compile"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"as_of": date(2026, 12, 31)}, "as_of_future"),
        ({"as_of": date(2020, 12, 31)}, "as_of_early"),
        ({"codes": []}, "figures_empty"),
        ({"codes": ["batches.average_days"]}, "figure_internal"),
        ({"title": " "}, "title_missing"),
    ],
)
def test_compile_when_wrong_then_refused(compiled, changes, code):
    with refused(code):
        compiled(**changes)


def test_compile_when_the_day_is_taken_then_refused_and_free_again_when_dropped(compiled, handler):
    first = compiled()
    with refused("taken"):
        compiled()

    services.drop(first, reason="示例", by=handler, today=TODAY)

    assert compiled().edition == 1


def test_release_when_all_three_have_acted_then_public_and_frozen(
    released, leader, handler, colleague
):
    snapshot = released()

    assert latest() == snapshot
    assert (snapshot.released_by, snapshot.released_on) == (leader, TODAY)
    assert steps_of(snapshot) == [f"figures.{c}" for c in ("compile", "submit", "check", "release")]
    assert Message.objects.filter(user=handler, kind="figures.moved").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        FigureSnapshot.objects.filter(pk=snapshot.pk).update(figures=[])
    with pytest.raises(DatabaseError), transaction.atomic():
        FigureSnapshot.objects.filter(pk=snapshot.pk).delete()


def test_figures_when_facts_change_afterwards_then_the_released_say_the_same(released, roster):
    snapshot = released()

    leave(roster[0], date(2026, 8, 1))

    snapshot.refresh_from_db()
    assert latest().figures[0]["value"] == 3


def test_step_when_out_of_turn_then_refused(compiled, submitted, colleague, leader, handler):
    snapshot = compiled()
    with refused("wrong_state"):
        services.check(snapshot, by=colleague, today=TODAY)
    with refused("wrong_state"):
        services.release(snapshot, by=leader, today=TODAY)
    submit = services.submit(snapshot, by=handler, today=TODAY)
    with refused("wrong_state"):
        services.submit(submit, by=handler, today=TODAY)
    with refused("wrong_state"):
        services.recompute(submit, by=handler, today=TODAY)


def test_check_when_by_the_compiler_then_refused(submitted, handler):
    with refused("second_person"):
        services.check(submitted(), by=handler, today=TODAY)


def test_check_when_by_who_computed_it_again_then_refused(compiled, handler, colleague):
    snapshot = services.recompute(compiled(), by=colleague, today=TODAY)
    snapshot = services.submit(snapshot, by=colleague, today=TODAY)

    with refused("second_person"):
        services.check(snapshot, by=colleague, today=TODAY)
    snapshot = services.check(snapshot, by=handler, today=TODAY)

    assert (snapshot.compiled_by, snapshot.checked_by) == (colleague, handler)


def test_release_when_by_who_took_part_then_refused(submitted, checked, handler):
    both = make_user(Role.HANDLER, Role.DECIDER)
    snapshot = services.check(submitted(), by=both, today=TODAY)

    with refused("third_person"):
        services.release(snapshot, by=both, today=TODAY)


def test_release_when_by_another_role_then_forbidden(checked, colleague):
    snapshot = checked()
    for person in (make_user(Role.HANDLER), make_user(Role.LEGAL_REVIEWER)):
        with pytest.raises(PermissionDenied):
            services.release(snapshot, by=person, today=TODAY)


def test_release_when_by_a_delegate_then_in_the_name_of_the_leader(checked, leader):
    delegate_ = make_user(Role.LEGAL_REVIEWER, name="周予白")
    delegate(
        by=leader,
        to_user=delegate_,
        codes=["figures.release"],
        from_on=TODAY,
        until_on=TODAY,
        scan=paper(),
        today=TODAY,
    )

    snapshot = services.release(checked(), by=delegate_, today=TODAY)

    step = Act.objects.of(snapshot).first()
    assert (step.acted_by, step.on_behalf_of) == (delegate_, "受赵明澈委托")


def test_release_when_the_page_was_stale_then_refused(checked, leader):
    snapshot = checked()

    with refused("stale"):
        services.release(snapshot, by=leader, today=TODAY, version=snapshot.version - 1)


def test_release_when_the_figures_were_altered_behind_our_back_then_refused(checked, leader):
    snapshot = checked()
    with act("示例", by=None):
        FigureSnapshot.objects.filter(pk=snapshot.pk).update(figures=[])

    with refused("altered"):
        services.release(snapshot, by=leader, today=TODAY)


def test_return_when_with_reason_then_compiled_again(checked, colleague, handler):
    snapshot = services.send_back(checked(), reason="示例", by=colleague, today=TODAY)

    assert (snapshot.state, snapshot.checked_by) == (SnapshotState.COMPILING, None)
    assert Message.objects.get(user=handler).body == "示例"


def test_recompute_when_facts_were_put_right_then_new_values(compiled, roster, handler):
    snapshot = compiled()
    leave(roster[0], date(2026, 8, 1))

    again = services.recompute(snapshot, by=handler, today=TODAY)

    assert again.figures[0]["value"] == 2
    assert again.digest == digest_of(AS_OF, again.figures) != snapshot.digest


def test_submit_when_taken_back_before_anybody_looked_then_compiling(submitted, handler, colleague):
    snapshot = submitted()

    take_back(Act.objects.of(snapshot).first(), by=handler)

    snapshot.refresh_from_db()
    assert snapshot.state == SnapshotState.COMPILING
    again = services.submit(snapshot, by=handler, today=TODAY)
    open_record(again, by=colleague)
    with refused("not_revocable"):
        take_back(Act.objects.of(again).first(), by=handler)


def test_correction_when_released_then_shows_differences_and_the_first_stays(
    released, roster, handler, colleague, leader
):
    first = released()
    leave(roster[0], date(2026, 8, 1))

    second = services.correct(first, reason="注销登记补录。", by=handler, today=TODAY)
    assert latest() == first
    services.submit(second, by=handler, today=TODAY)
    services.check(second, by=colleague, today=TODAY)
    services.release(second, by=leader, today=TODAY)

    assert latest() == second
    assert (second.edition, second.corrects, second.as_of) == (2, first, AS_OF)
    first.refresh_from_db()
    assert first.figures[0]["value"] == 3
    with refused("taken"):
        services.correct(first, reason="再次", by=handler, today=TODAY)


def test_correction_when_nothing_differs_then_cannot_be_submitted(released, handler):
    second = services.correct(released(), reason="示例", by=handler, today=TODAY)

    with refused("nothing_corrected"):
        services.submit(second, by=handler, today=TODAY)


def test_correction_when_of_an_older_day_then_the_latest_stays_latest(released, roster, handler):
    older, newer = released(), released(as_of=date(2026, 9, 10))
    leave(roster[0], date(2026, 8, 1))

    services.correct(older, reason="示例", by=handler, today=TODAY)

    assert latest() == newer
