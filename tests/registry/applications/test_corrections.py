"""One-time correction: marks while reading, one notice, old beside new, a second one explained."""

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.clocks.models import Clock
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.applications import services
from registry.applications.corrected import answered
from tests.factories import make_agency, make_user
from tests.filing import TODAY, submitted
from tests.registry.applications.office import answer, clerk_of, in_bureau, returned

pytestmark = pytest.mark.django_db
ADDRESS, LICENCE = "basic.registered_address", "file.application.licence"
WORDS = "与登记信息不一致，请核对后更正。"


@pytest.fixture
def handler():
    return make_user(Role.HANDLER, name="陈知远")


@pytest.fixture
def application(handler):
    return in_bureau()


def stored(application) -> dict[str, str]:
    draft = services.draft_of(application)
    return dict(draft.items.values_list("path", "defect")) if draft else {}


def test_mark_when_noted_changed_and_taken_away_then_the_draft_follows(application, handler):
    services.save_marks(application, marks={ADDRESS: WORDS, LICENCE: "请补充。"}, by=handler)
    services.mark(application, path=ADDRESS, defect=" 不全， \n请补充 ", by=handler)

    assert stored(application) == {ADDRESS: "不全， 请补充", LICENCE: "请补充。"}
    services.unmark(application, path=LICENCE, by=handler)
    services.unmark(application, path=LICENCE, by=handler)
    assert stored(application) == {ADDRESS: "不全， 请补充"}
    services.unmark(application, path=ADDRESS, by=handler)
    assert services.draft_of(application) is None


@pytest.mark.parametrize(
    ("path", "words", "code"),
    [
        ("basic.nothing", "x", "unknown_path"),
        ("claim.1", "x", "unknown_path"),
        ("basic.credit_code", "x", "unknown_path"),
        (ADDRESS, "长" * 301, "defect_long"),
    ],
)
def test_mark_when_the_place_or_the_words_are_wrong_then_refused(
    application, handler, path, words, code
):
    with pytest.raises(RuleViolation) as refusal:
        services.mark(application, path=path, defect=words, by=handler)

    assert refusal.value.code == code
    assert services.draft_of(application) is None


def test_mark_when_not_the_reviewer_of_this_step_then_refused(application):
    others = [
        clerk_of(application),
        make_user(Role.DECIDER),
        make_user(Role.AGENCY_CLERK, agency=make_agency("station")),
        make_user(Role.UNIT_USER),
    ]

    for person in others:
        with pytest.raises(PermissionDenied):
            services.mark(application, path=ADDRESS, defect=WORDS, by=person)


def test_mark_when_a_colleague_has_it_in_hand_then_told_who(application, handler):
    services.take(application, by=make_user(Role.HANDLER, name="林若川"), today=TODAY)

    with pytest.raises(RuleViolation, match="林若川已于 .* 接办") as refusal:
        services.mark(application, path=ADDRESS, defect=WORDS, by=handler)

    assert refusal.value.code == "held_by_other"


def test_marks_when_cleared_then_none_is_left_and_again_is_harmless(application, handler):
    services.save_marks(application, marks={ADDRESS: WORDS, LICENCE: "x"}, by=handler)

    assert services.cancel_marks(application, by=handler) == 2
    assert services.cancel_marks(application, by=handler) == 0
    assert services.draft_of(application) is None


def test_return_when_sent_then_one_notice_one_clock_one_message_and_it_stays_in_hand(
    application, handler
):
    services.save_marks(application, marks={ADDRESS: WORDS, LICENCE: "请补充。"}, by=handler)

    notice = services.return_to_unit(application, by=handler, today=TODAY, message="请尽快。")

    application.refresh_from_db()
    [clock] = Clock.objects.open_for(application)
    assert (application.state, application.returned_from) == ("returned", "bureau_review")
    assert application.holder == handler
    assert (notice.state, notice.sent_on, notice.due_on) == ("sent", TODAY, clock.due_on)
    assert clock.name == "单位补充材料"
    assert notice.base_submission == application.submissions.first()
    message = Message.objects.get(kind="application.returned")
    assert (message.person_name, message.link_purpose) == ("示例甲", "application.correct")
    assert "2处" in message.title
    assert WORDS in message.body
    assert str(notice.due_on) in message.body


def test_return_when_nothing_is_marked_then_refused_and_nothing_moves(application, handler):
    with pytest.raises(RuleViolation) as refusal:
        services.return_to_unit(application, by=handler, today=TODAY)

    application.refresh_from_db()
    assert refusal.value.code == "no_defects"
    assert (application.state, application.correction_notices.count()) == ("bureau_review", 0)
    assert not Message.objects.filter(kind="application.returned").exists()


def test_return_when_pressed_twice_then_the_second_is_told_who_was_first(application, handler):
    returned(application, handler)

    with pytest.raises(RuleViolation, match="陈知远已于 .*退回修改") as refusal:
        services.return_to_unit(application, by=handler, today=TODAY)

    assert refusal.value.code == "wrong_state"
    assert application.correction_notices.count() == 1


def test_return_when_the_first_review_does_it_then_by_its_clerk_only(handler):
    application = submitted()
    clerk = clerk_of(application)

    with pytest.raises(PermissionDenied):
        services.mark(application, path=ADDRESS, defect=WORDS, by=handler)
    returned(application, clerk)

    assert (application.state, application.returned_from) == ("returned", "agency_review")


def test_answer_when_handed_in_then_old_stands_beside_new_and_the_reviewer_has_it(
    application, handler
):
    before = application.answers["basic"]["registered_address"]
    returned(application, handler, **{ADDRESS: WORDS, "basic.industry": "请填写。"})

    answer(application, registered_address="天津市滨海新区示例路2号")

    found = answered(application)
    notice, items = found.notice, found.items
    assert (application.state, application.holder) == ("bureau_review", handler)
    assert notice.state == "answered"
    assert [(item.before, item.after, item.is_changed) for item in items] == [
        (before, "天津市滨海新区示例路2号", True),
        ("未填写", "未填写", False),
    ]


def test_answer_when_a_personal_value_was_mended_then_it_is_said_and_not_shown(
    application, handler
):
    returned(application, handler, **{"contacts.primary_mobile": "号码有误。", ADDRESS: WORDS})
    grant = {"by": None, "grant": str(application.key)}
    services.save_section(
        application,
        section="contacts",
        values={**application.persons["contacts"], "primary_mobile": "13900000991"},
        **grant,
    )
    answer(application, registered_address="天津市滨海新区示例路2号")

    items = answered(application).items

    [mobile] = [item for item in items if item.label == "主联络员手机"]
    assert (mobile.before, mobile.after, mobile.is_changed) == ("139****0001", "139****0991", True)


def test_second_return_when_unexplained_then_refused_and_explained_it_is_an_exception(
    application, handler
):
    returned(application, handler)
    answer(application, registered_address="天津市滨海新区示例路2号")
    services.mark(application, path=LICENCE, defect="请补充。", by=handler)

    with pytest.raises(RuleViolation) as refusal:
        services.return_to_unit(application, by=handler, today=TODAY)
    assert refusal.value.code == "second_reason_missing"
    notice = services.return_to_unit(
        application, by=handler, today=TODAY, second_reason="首次漏看执照。"
    )

    step = Act.objects.of(application).first()
    assert (notice.number, notice.second_reason) == (2, "首次漏看执照。")
    assert (step.action, step.reason) == ("第2次退回修改（例外）", "首次漏看执照。")


def test_proof_when_mended_after_it_was_accepted_then_to_be_checked_again(application, handler):
    claim = application.claims.get()
    services.check_claim(claim, state="accepted", by=handler, today=TODAY)
    returned(application, handler, **{"claim.9": "请写详细。"})

    services.set_claim(
        application,
        criterion=claim.criterion,
        values={"statement": "有较高的知识产权需求，近三年维权六次。"},
        by=None,
        grant=str(application.key),
    )

    claim.refresh_from_db()
    assert (claim.state, claim.checked_by) == ("unchecked", None)
