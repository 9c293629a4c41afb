"""撤回: by the objector on the public page; a held unit waits for the word of the handler."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.clocks.models import Clock
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.notices.choices import NoticeItemState
from registry.objections import services
from registry.objections.choices import ObjectionState as S
from registry.objections.models import Objection
from tests.factories import make_user
from tests.filing import NOON, TODAY
from tests.registry.objections.conftest import REASON, WHO

pytestmark = pytest.mark.django_db


SURE = {"is_sure": "on"}


@pytest.fixture(autouse=True)
def _fresh_limits():
    """No test counts the tries of another."""
    cache.clear()


def url(objection, name: str = "withdraw-own") -> str:
    return reverse(f"objections:{name}", args=[objection.number])


def let_in(client, objection) -> None:
    code = services.code_of(objection)
    client.post(reverse("objections:lookup"), {"number": objection.number, "code": code})


def state_of(record) -> str:
    record.refresh_from_db()
    return record.state


def withdrawals(objection) -> int:
    return Act.objects.of(objection).filter(code="objection.withdraw").count()


def refused(code: str):
    return pytest.raises(RuleViolation, check=lambda error: error.code == code)


@pytest.fixture
def withdrawn(taken_up) -> Objection:
    """Taken back online while it was investigated."""
    return services.withdraw(taken_up(), by=None, today=TODAY)


def test_withdraw_when_received_then_over_and_nobody_was_held(client, registered, item):
    objection = registered()
    let_in(client, objection)
    assert url(objection) in client.get(url(objection, "status")).content.decode()

    page = client.post(url(objection), SURE, follow=True).content.decode()

    assert (state_of(objection), state_of(item)) == (S.WITHDRAWN, NoticeItemState.SHOWN)
    assert "您已撤回这件异议" in page
    assert url(objection) not in page
    step = Act.objects.of(objection).latest("pk")
    assert (step.code, step.actor_name, step.acted_by, step.entered_by) == (
        "objection.withdraw", "异议人", None, None,
    )  # fmt: skip
    assert not Clock.objects.open_for(objection).exists()


def test_withdraw_when_the_unit_is_held_then_it_stays_so_and_the_handler_is_told(
    client, taken_up, item, handler
):
    objection = taken_up()
    let_in(client, objection)

    client.post(url(objection), SURE)

    assert (state_of(objection), state_of(item)) == (S.WITHDRAWN, NoticeItemState.HELD)
    told = Message.objects.to(handler).get(title=f"异议人撤回异议 {objection.number}")
    assert "解除这家单位的暂缓，还是依职权继续核查" in told.body
    client.force_login(handler)
    assert objection.get_absolute_url() in client.get("/desk/").content.decode()
    assert url(objection, "settle") in client.get(objection.get_absolute_url()).content.decode()


@pytest.mark.parametrize("goes_on", [False, True])
def test_settle_when_the_handler_says_what_follows_then_released_or_investigated(
    client, withdrawn, item, handler, goes_on
):
    client.force_login(handler)
    sent = {"confirm": "1", "reason": "已电话核实", **({"goes_on": "on"} if goes_on else {})}

    client.post(url(withdrawn, "settle"), sent)

    expected = (
        (S.INVESTIGATING, NoticeItemState.HELD) if goes_on else (S.WITHDRAWN, NoticeItemState.CLEAR)
    )
    assert (state_of(withdrawn), state_of(item)) == expected
    step = Act.objects.of(withdrawn).latest("pk")
    assert (step.code, step.acted_by) == ("objection.settle", handler)
    assert step.reason == ("依职权继续核查：已电话核实" if goes_on else "解除暂缓：已电话核实")
    released = Act.objects.of(item).filter(code="notice.release")
    assert [act.action for act in released] == ([] if goes_on else [f"异议撤回：{item.name}"])


def test_settle_when_done_then_the_second_time_is_refused(withdrawn, item, handler):
    words = {"reason": "已核实", "goes_on": False, "by": handler, "today": TODAY}
    services.settle_withdrawal(withdrawn, **words)

    with refused("wrong_state"):
        services.settle_withdrawal(withdrawn, **words)

    assert state_of(item) == NoticeItemState.CLEAR


def test_settle_when_by_the_wrong_people_or_without_reason_then_refused(
    withdrawn, item, handler, checker, leader
):
    words = {"goes_on": False, "today": TODAY}

    for person in (checker, leader, make_user(Role.AGENCY_CLERK), make_user(Role.UNIT_USER)):
        with refused("wrong_actor"):
            services.settle_withdrawal(withdrawn, reason="示例", by=person, **words)
    with refused("reason_missing"):
        services.settle_withdrawal(withdrawn, reason=" ", by=handler, **words)

    assert state_of(item) == NoticeItemState.HELD


def test_settle_when_the_handler_is_away_then_a_colleague_takes_over_first(
    withdrawn, item, checker
):
    taken = services.take_over(withdrawn, reason="原经办休假", by=checker, today=TODAY)

    services.settle_withdrawal(taken, reason="已核实", goes_on=False, by=checker, today=TODAY)

    assert state_of(item) == NoticeItemState.CLEAR
    with refused("wrong_state"):
        services.take_over(taken, reason="示例", by=make_user(Role.HANDLER), today=TODAY)


def test_withdraw_when_another_objection_stands_then_the_unit_waits_for_that_one(
    taken_up, item, handler
):
    first, second = taken_up(), taken_up()

    services.withdraw(first, by=None, today=TODAY)
    with refused("wrong_state"):
        services.settle_withdrawal(first, reason="示例", goes_on=False, by=handler, today=TODAY)
    assert state_of(item) == NoticeItemState.HELD
    services.withdraw(second, by=None, today=TODAY)
    services.settle_withdrawal(second, reason="示例", goes_on=False, by=handler, today=TODAY)

    assert state_of(item) == NoticeItemState.CLEAR
    assert not Objection.objects.unsettled().exists()


def test_unsettled_when_the_handler_wrote_one_withdrawal_down_then_only_the_other(
    taken_up, item, handler
):
    told, alone = taken_up(), taken_up()
    services.withdraw(told, reason="来电撤回", goes_on=False, by=handler, today=TODAY)

    services.withdraw(alone, by=None, today=TODAY)

    assert state_of(item) == NoticeItemState.HELD
    assert list(Objection.objects.unsettled()) == [alone]


def test_unsettled_when_one_was_settled_before_the_unit_was_held_again_then_not_once_more(
    withdrawn, taken_up, handler
):
    services.settle_withdrawal(withdrawn, reason="已核实", goes_on=False, by=handler, today=TODAY)

    again = services.withdraw(taken_up(), by=None, today=TODAY)

    assert list(Objection.objects.unsettled()) == [again]


def test_withdraw_when_a_conclusion_waits_then_the_leader_decides_no_more(
    proposed, item, leader, handler
):
    objection = services.withdraw(proposed("upheld"), by=None, today=TODAY)
    words = {"conclusion": "upheld", "reason": "示例", "by": leader, "today": TODAY}

    with refused("wrong_state"):
        services.decide(objection, **words)
    later = TODAY + timedelta(days=1)
    services.settle_withdrawal(objection, reason="属实", goes_on=True, by=handler, today=later)
    with refused("not_proposed"):
        services.decide(objection, **words)
    clock = Clock.objects.open_for(objection).get()
    services.propose(
        objection, conclusion="upheld", findings="属实。", reason="示例", by=handler, today=later
    )
    services.decide(objection, **words)

    assert (clock.name, clock.start_on) == ("异议答复", later)
    assert (state_of(objection), state_of(item)) == (S.CONCLUDED, NoticeItemState.TAKEN_OUT)


def test_withdraw_when_done_twice_then_once(client, registered):
    objection = registered()
    let_in(client, objection)
    client.post(url(objection), SURE)

    again = client.post(url(objection), SURE)

    assert again.url == url(objection, "status")
    assert client.get(url(objection)).url == url(objection, "status")
    assert withdrawals(objection) == 1


@pytest.mark.parametrize("online", [True, False])
def test_withdraw_when_the_bureau_goes_on_then_not_taken_back_again(
    client, taken_up, handler, online
):
    objection = taken_up()
    words = {"reason": "继续核查", "goes_on": True, "by": handler, "today": TODAY}
    if online:
        services.withdraw(objection, by=None, today=TODAY)
        services.settle_withdrawal(objection, **words)
    else:
        services.withdraw(objection, **words)
    let_in(client, objection)

    status = client.get(url(objection, "status")).content.decode()

    assert "区局依职权继续核查" in status
    assert url(objection) not in status
    with refused("withdrawn_before"):
        services.withdraw(objection, by=None, today=TODAY)
    assert state_of(objection) == S.INVESTIGATING


@pytest.mark.parametrize("state", ["concluded", "answered", "lead_only"])
def test_withdraw_when_it_is_over_then_refused_without_naming_the_staff(
    client, proposed, registered, leader, handler, state
):
    if state == "lead_only":
        objection = services.treat_as_lead(
            registered(), ground="irrelevant", reason="示例", by=handler, today=TODAY
        )
    else:
        objection = services.decide(
            proposed(), conclusion="rejected", reason="示例", by=leader, today=TODAY
        )
        Objection.objects.filter(pk=objection.pk).update(state=state, answered_on=TODAY)
    let_in(client, objection)

    answer = client.post(url(objection), SURE)

    page = answer.content.decode()
    assert "不能再办" in page
    assert not any(person.name in page for person in (leader, handler))
    assert client.get(url(objection)).url == url(objection, "status")
    assert (state_of(objection), withdrawals(objection)) == (state, 0)


def test_objection_when_withdrawn_then_a_new_one_may_be_sent(client, withdrawn, item):
    again = services.receive(item, reason=REASON, who=WHO, now=NOON)

    assert (state_of(again), state_of(withdrawn)) == (S.RECEIVED, S.WITHDRAWN)
