"""请补充 and what the objector adds: received again, judged anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.objections import services
from registry.objections.choices import ObjectionState as S
from registry.objections.services import Identity
from tests.filing import TODAY
from tests.registry.objections.conftest import WHO

TOMORROW = TODAY + timedelta(days=1)


def refused(code: str):
    return pytest.raises(RuleViolation, check=lambda error: error.code == code)


def state_of(record) -> str:
    record.refresh_from_db()
    return record.state


def test_complete_when_the_objector_adds_name_and_contact_then_it_can_be_taken_up(
    registered, handler
):
    objection = registered(who=Identity(is_anonymous=True))
    with refused("wrong_state"):
        services.complete(objection, reason="示例", who=WHO, by=None, today=TODAY)
    services.ask_to_complete(objection, what="姓名和电话", until=TOMORROW, by=handler, today=TODAY)

    services.complete(
        objection, reason="证据编号 7", who=WHO, gives_name=True, by=None, today=TODAY
    )

    assert state_of(objection) == S.RECEIVED
    assert "证据编号 7" in objection.reason
    told = Message.objects.to(handler).get(title=f"异议人补充异议 {objection.number}")
    assert told.url == objection.get_absolute_url()
    taken = services.take_up(objection, substance="示例", by=handler, today=TODAY)
    assert taken.state == S.INVESTIGATING


def test_complete_when_nothing_was_added_or_twice_then_refused(registered, handler, checker):
    objection = registered()
    services.ask_to_complete(objection, what="专利号", until=TOMORROW, by=handler, today=TODAY)
    words = {"who": Identity(), "today": TODAY}

    with refused("nothing_added"):
        services.complete(objection, reason=" ", by=None, **words)
    with refused("wrong_actor"):
        services.complete(objection, reason="专利号 7", by=checker, **words)
    assert state_of(objection) == S.SUPPLEMENT
    services.complete(objection, reason="专利号 7", by=handler, **words)
    with refused("wrong_state"):
        services.complete(objection, reason="专利号 7", by=None, **words)
    assert not Message.objects.to(handler).filter(kind="objection.moved").exists()


def test_complete_when_it_still_lacks_something_then_asked_again(registered, handler):
    objection = registered()
    ask = {"until": TOMORROW, "by": handler, "today": TODAY}
    services.ask_to_complete(objection, what="专利号", **ask)
    services.complete(objection, reason="专利号 7", who=Identity(), by=None, today=TODAY)

    services.ask_to_complete(objection, what="专利证书", **ask)

    assert (state_of(objection), objection.asked_for) == (S.SUPPLEMENT, "专利证书")


@pytest.mark.parametrize(("sent", "stays"), [({}, True), ({"gives_name": "on"}, False)])
@pytest.mark.parametrize("by_staff", [True, False])
def test_complete_when_anonymous_then_so_until_the_box_is_ticked(
    client, registered, handler, sent, stays, by_staff
):
    objection = registered(who=Identity(name="示例甲", phone="13800138000", is_anonymous=True))
    services.ask_to_complete(objection, what="专利号", until=TOMORROW, by=handler, today=TODAY)
    name = "complete" if by_staff else "complete-own"
    if by_staff:
        client.force_login(handler)
    else:
        code = services.code_of(objection)
        client.post(reverse("objections:lookup"), {"number": objection.number, "code": code})
    url = reverse(f"objections:{name}", args=[objection.number])
    asked = client.get(url).content.decode()

    client.post(url, {"reason": "专利号 7", **sent})

    objection.objector.refresh_from_db()
    assert 'name="gives_name"' in asked
    assert 'name="is_anonymous"' not in asked
    assert state_of(objection) == S.RECEIVED
    assert objection.objector.is_anonymous is stays
    assert objection.objector.is_named is not stays
