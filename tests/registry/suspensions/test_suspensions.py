"""暂停联系: a leader's step where the bureau uses it; the unit stays on the roster throughout."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act, OfflineResult
from ipcontact.acts.services import confirm_offline
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.removals import services as removals
from registry.suspensions import services
from registry.suspensions.choices import SuspensionAction as A
from registry.suspensions.rules import problems
from tests.changing import account_of, member, paper, removal
from tests.factories import TODAY, make_agency, make_edition, make_user

pytestmark = pytest.mark.django_db
REASON = "联系人更换期间暂停联系。"


@pytest.fixture(autouse=True)
def _day(fixed_today, settings):
    fixed_today(TODAY.isoformat())
    settings.SUSPENSION_ENABLED = True


@pytest.fixture
def station():
    return make_agency("station", name="示例第一监管所")


@pytest.fixture
def clerk(station):
    return make_user(Role.AGENCY_CLERK, agency=station)


@pytest.fixture
def handler():
    return make_user()


@pytest.fixture
def leader():
    return make_user(Role.DECIDER)


@pytest.fixture
def unit(station):
    return member("示例在库有限公司", lead_agency=station)


def suspended(unit, leader):
    return services.suspend(unit, reason=REASON, by=leader, today=TODAY)


def refused(code: str):
    return pytest.raises(RuleViolation, check=lambda error: error.code == code)


def state_of(unit) -> str:
    unit.refresh_from_db()
    return unit.membership_state


@pytest.mark.parametrize(
    ("action", "state", "is_enabled", "codes"),
    [
        (A.SUSPEND, "listed", True, []),
        (A.SUSPEND, "listed", False, ["switched_off"]),
        (A.SUSPEND, "suspended", True, ["wrong_state"]),
        (A.SUSPEND, "removal_proposed", True, ["wrong_state"]),
        (A.SUSPEND, "outside", True, ["wrong_state"]),
        (A.RESUME, "suspended", True, []),
        (A.RESUME, "suspended", False, []),
        (A.RESUME, "listed", True, ["wrong_state"]),
    ],
)
def test_step_when_judged_then_what_stands_against_it(action, state, is_enabled, codes):
    found = problems(action, state=state, is_enabled=is_enabled)

    assert [code for code, _ in found] == codes


def test_suspend_when_by_the_leader_then_marked_told_and_still_on_the_roster(
    unit, clerk, leader, client
):
    suspended(unit, leader)

    step = Act.objects.of(unit).get()
    assert state_of(unit) == "suspended"
    assert (step.action, step.acted_by, step.reason) == ("暂停联系", leader, REASON)
    assert Message.objects.get(kind="membership.suspend").user == clerk
    page = client.get(reverse("roster:list")).content.decode()
    assert unit.name in page
    assert "暂停联系" not in page


def test_suspend_when_a_new_edition_names_it_then_the_mark_stays(unit, leader):
    suspended(unit, leader)

    make_edition([unit], TODAY, kind="full")

    assert state_of(unit) == "suspended"


def test_resume_when_by_the_leader_then_listed_again_also_when_switched_off(unit, leader, settings):
    suspended(unit, leader)
    settings.SUSPENSION_ENABLED = False

    services.resume(unit, reason="已恢复联系。", by=leader, today=TODAY)

    assert state_of(unit) == "listed"


def test_suspend_when_done_twice_then_refused_and_one_step(unit, leader):
    suspended(unit, leader)

    with refused("wrong_state"):
        suspended(unit, leader)

    assert Act.objects.of(unit).count() == 1


def test_suspend_when_switched_off_then_refused(unit, leader, settings):
    settings.SUSPENSION_ENABLED = False

    with refused("switched_off"):
        suspended(unit, leader)

    assert state_of(unit) == "listed"


def test_suspend_when_without_reason_then_refused(unit, leader):
    with refused("reason_missing"):
        services.suspend(unit, reason=" ", by=leader, today=TODAY)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.AGENCY_CLERK, Role.AUDITOR, Role.UNIT_USER])
def test_suspend_when_the_role_may_not_then_refused(unit, role):
    with pytest.raises(PermissionDenied):
        suspended(unit, make_user(role))


def test_removal_when_proposed_of_a_suspended_unit_then_proposed_and_kept_is_listed(
    unit, clerk, leader, handler
):
    suspended(unit, leader)

    course = removal(unit, by=clerk)

    assert state_of(unit) == "removal_proposed"
    removals.cancel(course, reason="误报", by=handler, today=TODAY)
    assert state_of(unit) == "listed"


def entered(unit, action, *, by, leader, **values):
    facts = {
        "decider": leader, "decided_on": TODAY, "channel": "paper", "reason": REASON,
        "scan": paper("呈批单.pdf"), **values,
    }  # fmt: skip
    return services.enter_decision(unit, action=action, by=by, today=TODAY, **facts)


def test_offline_when_another_confirms_then_it_counts_in_the_leaders_name(unit, handler, leader):
    result = entered(unit, A.SUSPEND, by=handler, leader=leader)
    assert state_of(unit) == "listed"

    confirm_offline(result, by=make_user())

    step = Act.objects.of(unit).get()
    assert state_of(unit) == "suspended"
    assert (step.acted_by, step.entered_by, step.channel) == (leader, handler, "paper")
    assert step.scan is not None


@pytest.mark.parametrize(
    ("action", "values", "code"),
    [
        (A.SUSPEND, {"scan": None}, "scan_missing"),
        (A.SUSPEND, {"reason": ""}, "reason_missing"),
        (A.RESUME, {}, "wrong_state"),
    ],
)
def test_offline_when_it_is_not_whole_then_refused(unit, handler, leader, action, values, code):
    with refused(code):
        entered(unit, action, by=handler, leader=leader, **values)

    assert not OfflineResult.objects.exists()


def page_of(name, unit, action="suspend") -> str:
    return reverse(f"suspensions:{name}", args=[unit.public_no, action])


def test_pages_when_the_leader_decides_then_the_record_shows_it_to_staff_alone(
    client, unit, handler, leader
):
    client.force_login(leader)
    assert page_of("decide", unit) in client.get(unit.get_absolute_url()).content.decode()

    done = client.post(page_of("decide", unit), {"confirm": "1", "reason": REASON}, follow=True)

    record = done.content.decode()
    assert "已暂停联系。" in record
    assert REASON in record
    assert page_of("decide", unit, "resume") in record
    client.force_login(account_of(unit, by=handler))
    own = client.get(unit.get_absolute_url()).content.decode()
    assert REASON not in own


def test_pages_when_switched_off_then_no_button_and_the_page_says_why(
    client, unit, leader, settings
):
    settings.SUSPENSION_ENABLED = False
    client.force_login(leader)

    assert page_of("decide", unit) not in client.get(unit.get_absolute_url()).content.decode()
    assert "没有启用“暂停联系”" in client.get(page_of("decide", unit)).content.decode()


def test_pages_when_a_handler_decides_then_sent_to_the_paper_form_which_waits(
    client, unit, handler, leader
):
    client.force_login(handler)
    assert "现在不能办" in client.get(page_of("decide", unit)).content.decode()

    client.post(
        page_of("offline", unit),
        {
            "confirm": "1", "decider": leader.pk, "decided_on": TODAY.isoformat(),
            "channel": "paper", "reason": REASON, "scan": paper("呈批单.pdf"),
        },
    )  # fmt: skip

    assert OfflineResult.objects.get().code == "membership.suspend"
    assert state_of(unit) == "listed"


def test_pages_when_the_unit_is_anothers_or_the_step_unknown_then_404(client, unit, leader):
    client.force_login(leader)
    assert client.get(page_of("decide", unit, "nonsense")).status_code == 404

    client.force_login(make_user(Role.AGENCY_CLERK, agency=make_agency("station")))

    assert client.get(page_of("decide", unit)).status_code == 404
