"""代录补充材料: the clerk of the agency enters what the unit brought on stamped paper."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.applications import services
from registry.applications.corrected import answered
from registry.applications.models import Application, SealedCopy
from registry.applications.services.deciding import refuse_involved
from registry.reviews.facts import conflicts_of
from tests.factories import make_agency, make_user
from tests.files import samples
from tests.filing import NOON, TODAY, submitted
from tests.recommending import confirmed, signed
from tests.registry.applications.filing import at
from tests.registry.applications.office import (
    ADDRESS,
    answer,
    clerk_of,
    code_of,
    in_bureau,
    page,
    returned,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
MENDED = "天津市滨海新区示例路2号"
MOBILE = "contacts.primary_mobile"


def stamped() -> SimpleUploadedFile:
    return SimpleUploadedFile("盖章件.jpg", samples.jpeg(), "image/jpeg")


def mended(application: Application, **basic) -> dict:
    """Keywords of what the paper says: by default the address."""
    values = {**application.answers["basic"], **application.persons.get("basic", {})}
    basic = basic or {"registered_address": MENDED}
    files = {"single": {}, "added": [], "removed": (), "licence_by_bureau": None}
    return {
        "sections": {"basic": {**values, **basic}},
        "claimed": [],
        "dropped": [],
        "files": files,
    }


def enter(application: Application, by, **how):
    how = {"mended": mended(application), "upload": stamped(), "event_on": TODAY, **how}
    return services.resubmit_for_unit(application, by=by, now=NOON, today=TODAY, **how)


def sent(application: Application, **more) -> dict:
    """What the page sends."""
    return {
        "basic-registered_address": MENDED,
        "event_on": str(TODAY),
        "scan": stamped(),
        "_version": application.version,
        **more,
    }


@pytest.fixture
def reviewer():
    return make_user(Role.HANDLER, name="陈知远")


@pytest.fixture
def application(reviewer):
    """A visitor's file that the bureau has returned."""
    return returned(in_bureau(), reviewer)


@pytest.fixture
def clerk(application):
    return clerk_of(application, name="孟晓棠")


def test_enter_when_the_paper_was_brought_then_back_with_who_filed_for_whom(
    application, clerk, reviewer
):
    submission = enter(application, clerk)

    application.refresh_from_db()
    step = Act.objects.of(application).latest("pk")
    assert (application.state, application.holder) == ("bureau_review", reviewer)
    assert submission.answers["basic"]["registered_address"] == MENDED
    assert submission.submitted_by == clerk
    assert (step.code, step.action, step.channel) == (
        "application.resubmit", "代录补充材料", "paper",
    )  # fmt: skip
    assert (step.actor_name, step.acted_by, step.entered_by) == (application.unit_name, None, clerk)
    assert step.scan == SealedCopy.objects.get(submission=submission).file


def test_enter_when_done_then_the_unit_and_whoever_asked_are_told(application, clerk, reviewer):
    enter(application, clerk)

    unit = Message.objects.about(application).get(kind="application.entered")
    assert unit.person_name == "示例甲"
    assert clerk.agency.display_name in unit.body
    assert reviewer.messages.filter(kind="application.answered").count() == 1


def test_enter_when_of_a_recommended_file_then_what_was_named_is_enough(reviewer):
    application = returned(confirmed(signed(criteria=("2",))), reviewer)

    enter(application, clerk_of(application))

    application.refresh_from_db()
    assert application.state == "bureau_review"


def test_enter_when_the_clerk_had_returned_it_then_a_colleague_goes_on():
    application = submitted()
    clerk, colleague = clerk_of(application), clerk_of(application)
    returned(application, clerk)

    enter(application, clerk)

    application.refresh_from_db()
    assert (application.state, application.holder) == ("agency_review", None)
    assert colleague.messages.filter(kind="application.answered").count() == 1
    marks = {ADDRESS: "仍然不对。"}
    assert code_of(services.save_marks, application, marks=marks, by=clerk) == "own_application"
    services.save_marks(application, marks=marks, by=colleague)


def test_enter_when_done_then_the_typist_neither_reviews_nor_decides(application, clerk):
    enter(application, clerk)

    application.refresh_from_db()
    reasons = conflicts_of([application], [clerk])[application.pk, clerk.pk]
    assert [code for code, _ in reasons] == ["filed"]
    with pytest.raises(RuleViolation) as refusal:
        refuse_involved(application, by=clerk)
    assert refusal.value.code == "own_application"


@pytest.mark.parametrize(
    "person",
    [
        lambda file: make_user(Role.AGENCY_CLERK, agency=make_agency("station")),
        lambda file: make_user(Role.AGENCY_HEAD, agency=file.agency),
        lambda file: make_user(Role.HANDLER),
        lambda file: make_user(Role.DECIDER),
        lambda file: make_user(Role.UNIT_USER),
    ],
)
def test_enter_when_by_strangers_or_other_roles_then_refused(application, person):
    with pytest.raises(PermissionDenied):
        enter(application, person(application))

    application.refresh_from_db()
    assert application.state == "returned"


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"upload": None}, "scan_missing"),
        ({"event_on": TODAY + timedelta(days=1)}, "event_future"),
        ({"event_on": TODAY - timedelta(days=1)}, "event_early"),
        ({"version": 1}, "stale"),
    ],
)
def test_enter_when_the_paper_is_wrong_then_refused_and_nothing_is_kept(
    application, clerk, how, code
):
    assert code_of(enter, application, clerk, **how) == code

    application.refresh_from_db()
    assert application.state == "returned"
    assert application.answers["basic"]["registered_address"] != MENDED
    assert application.submissions.count() == 1


def test_enter_when_nothing_was_mended_then_refused(application, clerk):
    same = mended(
        application, registered_address=application.answers["basic"]["registered_address"]
    )

    assert code_of(enter, application, clerk, mended=same) == "unchanged"


def test_enter_when_only_the_stamped_form_was_asked_for_then_the_scan_is_the_answer(reviewer):
    application = returned(in_bureau(), reviewer, **{"file.application.sealed": "缺少盖章页"})
    nothing = {**mended(application), "sections": {}}

    submission = enter(application, clerk_of(application), mended=nothing)

    application.refresh_from_db()
    assert application.state == "bureau_review"
    assert submission.sealed_copies.count() == 1


def test_enter_when_the_paper_changes_what_was_not_named_then_refused(application, clerk):
    wider = mended(application, registered_address=MENDED, unit_name="示例改名有限公司")

    assert code_of(enter, application, clerk, mended=wider) == "not_in_notice"


def test_enter_when_still_missing_then_told_what(reviewer, clerk):
    application = returned(in_bureau(), reviewer)
    blank = mended(application, registered_address="")

    assert code_of(enter, application, clerk_of(application), mended=blank) == "incomplete"


def test_enter_when_the_unit_was_quicker_then_refused_with_that(application, clerk):
    answer(application, registered_address=MENDED)

    with pytest.raises(RuleViolation) as refusal:
        enter(application, clerk)

    assert refusal.value.code == "wrong_state"
    assert "补充后重新提交" in refusal.value.message


def test_page_when_opened_then_only_what_was_named_and_people_masked(client, reviewer):
    application = returned(in_bureau(), reviewer, **{ADDRESS: "缺门牌号", MOBILE: "号码有误"})
    client.force_login(clerk_of(application))

    shown = text(client.get(page(application, "answer-on-paper")))

    assert "缺门牌号" in shown
    assert 'name="basic-registered_address"' in shown
    assert 'name="basic-unit_name"' not in shown
    assert "139****0001" in shown
    assert "13900000001" not in shown


def test_page_when_a_masked_answer_is_left_empty_then_it_stays(client, reviewer):
    application = returned(in_bureau(), reviewer, **{ADDRESS: "缺门牌号", MOBILE: "号码有误"})
    client.force_login(clerk_of(application))

    client.post(
        page(application, "answer-on-paper"), sent(application, **{"contacts-primary_mobile": ""})
    )

    application.refresh_from_db()
    assert application.state == "bureau_review"
    assert application.persons["contacts"]["primary_mobile"] == "13900000001"


def test_page_when_sent_twice_then_one_submission_and_the_second_is_told(
    client, application, clerk
):
    client.force_login(clerk)
    url = page(application, "answer-on-paper")
    typed = sent(application)

    first = client.post(url, typed)
    second = client.post(url, {**typed, "scan": stamped()})

    assert first.url == application.get_absolute_url()
    assert second.status_code == 409
    assert "代录补充材料" in text(second)
    assert "待区局复核" in text(second)
    assert application.submissions.count() == 2


def test_page_when_the_scan_is_missing_then_said_beside_what_was_typed(client, application, clerk):
    client.force_login(clerk)
    typed = sent(application)
    del typed["scan"]

    shown = text(client.post(page(application, "answer-on-paper"), typed))

    assert "请上传盖章的补充材料的照片或扫描件。" in shown
    assert MENDED in shown
    application.refresh_from_db()
    assert application.state == "returned"


@pytest.mark.parametrize(
    ("role", "own", "status"),
    [
        (Role.AGENCY_CLERK, True, 200),
        (Role.AGENCY_CLERK, False, 404),
        (Role.AGENCY_HEAD, True, 403),
        (Role.HANDLER, None, 403),
        (Role.UNIT_USER, None, 403),
    ],
)
def test_page_when_by_role_then_clerks_of_its_agencies_alone(
    client, application, role, own, status
):
    agency = application.agency if own else make_agency("station")
    client.force_login(make_user(role, **({} if own is None else {"agency": agency})))

    assert client.get(page(application, "answer-on-paper")).status_code == status
    if status != 200:
        refused = client.post(page(application, "answer-on-paper"), sent(application))
        assert refused.status_code == status
        application.refresh_from_db()
        assert application.state == "returned"


def test_page_when_the_file_does_not_wait_then_says_so(client):
    application = in_bureau()
    client.force_login(clerk_of(application))

    shown = text(client.get(page(application, "answer-on-paper")))

    assert "不等待补充" in shown
    assert 'name="scan"' not in shown


def test_record_when_the_reviewer_waits_then_the_clerk_is_offered_to_enter(
    client, application, clerk, reviewer
):
    url = page(application, "answer-on-paper")
    client.force_login(clerk)
    offered = text(client.get(application.get_absolute_url()))
    client.force_login(reviewer)
    hidden = text(client.get(application.get_absolute_url()))

    assert url in offered
    assert url not in hidden


def test_record_when_it_was_entered_then_the_reviewer_sees_by_whom(
    client, application, clerk, reviewer
):
    enter(application, clerk)
    client.force_login(reviewer)

    shown = text(client.get(application.get_absolute_url()))

    assert answered(application).entered_by == "孟晓棠"
    assert "孟晓棠按单位盖章的纸面材料代为录入" in shown
    assert "与当前内容一致" in shown


def test_unit_when_its_agency_was_quicker_then_what_it_typed_is_not_lost(client, clerk, reviewer):
    application = returned(in_bureau(), reviewer)
    session = client.session
    session["applications"] = [str(application.key)]
    session.save()
    enter(application, clerk_of(application))

    shown = client.post(at(application, "correct/"), {"basic-registered_address": "示例路9号"})
    status = text(client.get(reverse("applications:status", args=[application.application_no])))

    assert shown.status_code == 409
    assert "示例路9号" in text(shown)
    assert "推荐单位已按盖章的纸面材料代为录入补充" in status
