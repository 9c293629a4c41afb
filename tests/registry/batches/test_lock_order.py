"""Who moves several files, or one of several of a unit, locks them in one order: whoever waits for
a file holds none that comes after it, nor a message, so that two never wait crosswise."""

import pytest

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.acts.services import take_back
from ipcontact.notifications.services import tell
from registry.applications import services as applications
from registry.applications.models import Application
from registry.batches import services
from registry.recommendations.services import settle_claim
from tests.deciding import ready
from tests.factories import credit_code, make_agency, make_user
from tests.filing import TODAY, draft, submit, submitted
from tests.locking import held_while_waiting
from tests.registry.applications.office import accept_all, in_bureau

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def three(round_):
    """Three files of one unit, in the order they were begun; the last one speaks."""
    who = {"credit_code": credit_code(), "unit_name": "示例三件有限公司"}
    begun = [draft(round_, **who), draft(round_, **who)]
    speaks = submitted(round_, **who)
    for each in begun:
        submit(each)
        each.refresh_from_db()
    return *begun, speaks


@pytest.fixture
def settling(three, handler):
    _, rival, speaks = three
    return lambda: settle_claim(
        winner=speaks, loser=rival, reason="盖章件一致", by=handler, today=TODAY
    )


def test_settle_when_a_third_file_is_older_then_it_waits_for_that_one_first(three, settling):
    first, *later = three

    assert held_while_waiting(settling, first=first, later=later) == set()


def test_control_when_only_the_two_are_locked_then_it_holds_them_while_waiting(
    three, settling, monkeypatch
):
    monkeypatch.setattr(applications, "lock_all", lambda files: None)
    first, *later = three

    assert held_while_waiting(settling, first=first, later=later) == set(later)


def test_take_out_when_a_rival_is_older_then_it_waits_for_that_one_first(round_, handler):
    who = {"credit_code": credit_code(), "unit_name": "示例两件有限公司"}
    rival = draft(round_, **who)
    own = ready(round_, by=handler, **who)
    batch = services.compose(name="示例", applications=[own], by=handler, today=TODAY)
    submit(rival)

    def work():
        services.take_out(batch, application=own, by=handler, today=TODAY)

    assert held_while_waiting(work, first=rival, later=[own]) == set()


def test_compose_when_the_list_has_another_order_then_the_older_file_is_waited_for_first(
    round_, handler
):
    first, second = ready(round_, by=handler), ready(round_, by=handler)
    last_on_the_list = make_agency("station", code="ZZ99")
    Application.objects.filter(pk=first.pk).update(agency=last_on_the_list)

    def work():
        services.compose(name="示例", applications=[second, first], by=handler, today=TODAY)

    assert held_while_waiting(work, first=first, later=[second]) == set()


def test_pass_when_many_are_picked_newest_first_then_the_older_file_is_waited_for_first(
    round_, handler
):
    first, second = in_bureau(round_), in_bureau(round_)

    def work():
        applications.pass_clean([second, first], by=handler, today=TODAY)

    assert held_while_waiting(work, first=first, later=[second]) == set()


def test_take_back_when_a_rival_is_older_then_it_waits_before_it_holds_file_or_message(
    round_, handler
):
    who = {"credit_code": credit_code(), "unit_name": "示例两件有限公司"}
    rival = draft(round_, **who)
    own = accept_all(in_bureau(round_, **who), handler)
    applications.pass_clean([own], by=handler, today=TODAY)
    step = Act.objects.of(own).latest("pk")
    told = tell(user=make_user(Role.HANDLER), subject=own, kind="test", title="示例", by=handler)
    submit(rival)

    def work():
        take_back(step, by=handler)

    assert held_while_waiting(work, first=rival, later=[own, told]) == set()
    told.refresh_from_db()
    assert told.recalled_at is not None
