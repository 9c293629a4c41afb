"""The days of the answer stand still only on a named ground, by whoever has the objection."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.acts.services import pause_limit
from ipcontact.clocks.models import Clock
from ipcontact.ui.errors import RuleViolation
from registry.objections.choices import GROUNDS_TO_PAUSE
from tests.factories import make_user
from tests.filing import TODAY

GROUND = GROUNDS_TO_PAUSE[0]


def test_pause_when_a_ground_is_chosen_then_it_stands_in_the_reason(client, taken_up, handler):
    objection = taken_up()
    clock = Clock.objects.open_for(objection).get()
    client.force_login(handler)
    sent = {"confirm": "1", "version": clock.version, "on": TODAY.isoformat(), "reason": "送检"}
    address = reverse("clocks:pause", args=[clock.key])

    without = client.post(address, sent).content.decode()
    client.post(address, {**sent, "ground": GROUND})

    assert "请选择停表的情形" in without
    clock.refresh_from_db()
    assert clock.is_paused
    assert clock.pauses.get().reason == f"{GROUND}：送检"
    assert Act.objects.of(objection).first().reason == f"{GROUND}：送检"


def test_pause_when_the_ground_is_none_of_them_or_not_ones_own_then_refused(taken_up, handler):
    objection = taken_up()
    clock = Clock.objects.open_for(objection).get()
    how = {"on": TODAY, "reason": "忙", "today": TODAY}

    with pytest.raises(RuleViolation, check=lambda error: error.code == "ground_unknown"):
        pause_limit(clock, ground="人手不足", by=handler, **how)
    for person in (make_user(Role.HANDLER), make_user(Role.LEGAL_REVIEWER)):
        with pytest.raises(PermissionDenied):
            pause_limit(clock, ground=GROUND, by=person, **how)
