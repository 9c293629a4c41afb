"""信用核查 by hand, and what is taken from a file: saved once, pages that preview."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.reviews.facts import review_facts
from registry.reviews.models import CreditCheck
from registry.reviews.services import import_credit
from tests.factories import credit_code, make_user
from tests.filing import TODAY
from tests.registry.reviews.credit_sheets import IMPORT, line_of, read, sheet, upload
from tests.registry.reviews.test_pages import QUEUE


def test_result_when_entered_then_kept_and_the_newest_counts(file, check):
    application = file()

    check(application)
    check(application, "recorded", detail="行政处罚1条")

    facts = review_facts([application])[application.pk]
    assert (facts.credit, facts.credit_detail, facts.credit_on) == (
        "recorded",
        "行政处罚1条",
        TODAY,
    )
    assert application.credit_checks.count() == 2
    assert Act.objects.of(application).first().action == "信用核查：有记录"


def test_result_when_an_earlier_check_is_entered_later_then_the_last_made_still_counts(
    client, handler, file, check
):
    application = file()
    check(application, "recorded", detail="行政处罚1条")
    earlier = {"checked_on": TODAY - timedelta(days=9)}

    assert check(application, **earlier) == check(application, **earlier)

    facts = review_facts([application])[application.pk]
    assert (facts.credit, facts.credit_on) == ("recorded", TODAY)
    assert application.credit_checks.count() == 2
    for result, number in (("recorded", 1), ("clear", 0)):
        rows = client.get(QUEUE, {"credit": result}).context["table"].page.object_list
        assert len(rows) == number


def test_file_when_an_earlier_check_comes_back_then_said_and_a_second_run_changes_nothing(
    file, check, handler
):
    application = file()
    check(application, "recorded", detail="行政处罚1条", checked_on=TODAY)
    earlier = read(sheet(line_of(application, day=(TODAY - timedelta(days=9)).isoformat())))

    first = import_credit(earlier, by=handler, today=TODAY)

    [step] = first.steps
    assert (step.is_new, step.counts) == (True, False)
    assert not import_credit(earlier, by=handler, today=TODAY).fresh
    assert application.credit_checks.count() == 2
    assert review_facts([application])[application.pk].credit == "recorded"


def test_result_when_entered_twice_then_one_row_and_one_step(file, check):
    application = file()

    assert check(application) == check(application)

    assert Act.objects.of(application).filter(code="review.credit").count() == 1


@pytest.mark.parametrize(
    ("result", "values", "code"),
    [
        ("recorded", {}, "detail_missing"),
        ("serious", {"detail": " "}, "detail_missing"),
        ("clear", {"checker": " "}, "checker_missing"),
        ("clear", {"checked_on": TODAY + timedelta(days=1)}, "day_future"),
        ("recorded", {"detail": "长" * 501}, "too_long"),
    ],
)
def test_result_when_incomplete_then_refused(file, check, result, values, code):
    with pytest.raises(RuleViolation) as refused:
        check(file(), result, **values)

    assert refused.value.code == code
    assert not CreditCheck.objects.exists()


def test_result_when_wrong_state_or_role_then_refused(file, check, clerk):
    with pytest.raises(RuleViolation) as refused:
        check(file("agency_review"))
    with pytest.raises(PermissionDenied):
        check(file(), by=clerk)
    with pytest.raises(PermissionDenied):
        check(file(), by=make_user(Role.DECIDER))

    assert refused.value.code == "wrong_state"
    assert not CreditCheck.objects.exists()


# --- reading and comparing ------------------------------------------------------------------


def test_import_when_saved_then_rows_are_kept_and_the_second_run_changes_nothing(file, handler):
    one, two = file(), file()
    lines = read(sheet(line_of(one), line_of(two, "有记录", "行政处罚1条")))

    first = import_credit(lines, by=handler, today=TODAY)
    rows = list(CreditCheck.objects.values_list("pk", flat=True))
    second = import_credit(lines, by=handler, today=TODAY)

    assert (len(first.fresh), first.unchanged) == (2, 0)
    assert (len(second.fresh), second.unchanged) == (0, 2)
    assert list(CreditCheck.objects.values_list("pk", flat=True)) == rows
    steps = Act.objects.filter(code="review.credit")
    assert steps.count() == 2


def test_import_when_nothing_can_be_taken_or_the_role_is_wrong_then_refused(file, handler, clerk):
    lines = read(sheet((1, "示例外地有限公司", credit_code(), "无", "", "", "")))

    with pytest.raises(RuleViolation) as refused:
        import_credit(lines, by=handler, today=TODAY)
    with pytest.raises(PermissionDenied):
        import_credit(read(sheet(line_of(file()))), by=clerk, today=TODAY)

    assert refused.value.code == "nothing_to_import"
    assert not CreditCheck.objects.exists()


def test_page_when_uploaded_then_preview_writes_nothing_and_saving_takes_the_good_rows(
    client, handler, file
):
    application = file()
    book = sheet(line_of(application), (2, "示例短码有限公司", "91120116MA", "无", "", "", ""))

    preview = upload(client, book)
    assert not CreditCheck.objects.exists()
    assert "1行可导入" in preview.content.decode()
    assert "C4" in preview.content.decode()
    response = client.post(IMPORT, {"rows": preview.context["rows"]}, follow=True)

    assert "已导入1件。" in response.content.decode()
    assert CreditCheck.objects.get().application == application


def test_page_when_preview_is_forged_or_of_another_person_then_nothing_is_written(
    client, handler, colleague, file
):
    preview = upload(client, sheet(line_of(file())))
    client.force_login(colleague)

    for rows in (preview.context["rows"], "x" * 40, ""):
        response = client.post(IMPORT, {"rows": rows}, follow=True)
        assert "预览已过期" in response.content.decode()

    assert not CreditCheck.objects.exists()


def test_page_when_the_file_has_moved_on_since_the_preview_then_said_and_not_written(
    client, handler, file
):
    application, other = file(), file()
    preview = upload(client, sheet(line_of(application), line_of(other)))
    Application.objects.filter(pk=application.pk).update(state="withdrawn")

    response = client.post(IMPORT, {"rows": preview.context["rows"]}, follow=True)

    assert "1行在此期间已不能导入" in response.content.decode()
    assert [check.application for check in CreditCheck.objects.all()] == [other]


def test_page_when_cells_hold_markup_then_shown_as_text(client, handler, file):
    application = file()
    script = "<script>alert(1)</script>"
    book = sheet((1, script, application.credit_code, "有记录", script, "", script))

    text = upload(client, book).content.decode()

    assert script not in text
    assert "&lt;script&gt;" in text
