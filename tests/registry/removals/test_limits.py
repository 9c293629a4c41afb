"""The time in which the unit can speak is extended, with the unit told, and never stands still."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ipcontact.acts.services import extend_limit, pause_limit
from ipcontact.clocks.models import Clock
from ipcontact.documents.tables import chinese_day
from ipcontact.notifications.models import Message
from ipcontact.ui.errors import RuleViolation
from registry.removals.access import hearing_ends
from tests.changing import told
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def test_hearing_when_extended_then_the_unit_is_told_the_new_day(unit, handler, clerk):
    course = told(unit, by=clerk, teller=handler)
    clock = Clock.objects.open_for(course).get()

    longer = extend_limit(clock, n=3, reason="单位申请", by=handler, today=TODAY)

    assert hearing_ends(course) == longer.due_on > clock.due_on
    said = f"{chinese_day(longer.due_on)}（含当日）前陈述意见"
    assert said in Message.objects.order_by("-pk").first().body


def test_hearing_when_to_be_stopped_then_refused_and_not_offered(client, unit, handler, clerk):
    course = told(unit, by=clerk, teller=handler)
    clock = Clock.objects.open_for(course).get()
    client.force_login(handler)

    page = client.get(course.get_absolute_url()).content.decode()
    asked = client.get(reverse("clocks:pause", args=[clock.key])).content.decode()

    assert reverse("clocks:extend", args=[clock.key]) in page
    assert reverse("clocks:pause", args=[clock.key]) not in page
    assert "不能停表" in asked
    with pytest.raises(RuleViolation, check=lambda error: error.code == "not_pausable"):
        pause_limit(clock, on=TODAY, reason="示例", by=handler, today=TODAY)
    with pytest.raises(PermissionDenied):
        extend_limit(clock, n=1, reason="示例", by=clerk, today=TODAY)
