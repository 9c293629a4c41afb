"""Another contact while the unit is heard: the old link is useless, the new contact has one."""

import pytest

from ipcontact.notifications.models import Message, OneTimeLink
from ipcontact.notifications.services import deliver, hand_over, issue_link
from ipcontact.ui.errors import RuleViolation
from registry.applications import services as applications
from registry.changes import services as changes
from registry.removals import services
from registry.removals.services.steps import STATEMENT_LINK
from registry.units.posts import appoint
from tests.changing import heard, paper, told
from tests.factories import TODAY, make_user
from tests.filing import submitted

pytestmark = pytest.mark.django_db
WAYS = ["changed", "rebound", "appointed", "listed"]
NEW = {"name": "示例新人", "mobile": "13900002222"}


def replaced(unit, way, by):
    if way == "appointed":
        appoint(unit=unit, role="primary_contact", on=TODAY, by=make_user(), today=TODAY, **NEW)
    elif way == "listed":
        file = submitted()
        people = {"primary_name": NEW["name"], "primary_mobile": NEW["mobile"]}
        file.unit, file.persons = unit, {"contacts": people}
        applications.adopt_answers(file, by=by, today=TODAY)
    elif way == "rebound":
        changes.rebind(
            unit, scan=paper("授权书.pdf"), ends_accounts=False, by=by, today=TODAY, **NEW
        )
    else:
        changes.change_contact(unit, role="primary_contact", by=by, today=TODAY, **NEW)


@pytest.mark.parametrize("way", WAYS)
def test_contact_when_replaced_while_heard_then_only_the_new_one_may_speak(
    unit, clerk, handler, way
):
    course = told(unit, by=clerk, teller=handler)
    old = issue_link(purpose=STATEMENT_LINK, subject=course, contact_name="示例旧人", by=handler)

    replaced(unit, way, clerk)

    with pytest.raises(RuleViolation, check=lambda error: error.code == "link_revoked"):
        services.enter_statement_by_link(old.token, statement="示例", today=TODAY)
    sent = Message.objects.filter(kind="removal.hearing", person_name=NEW["name"])
    assert [message.link_purpose for message in sent] == [STATEMENT_LINK]


@pytest.mark.parametrize("way", WAYS)
def test_contact_when_replaced_before_the_message_went_out_then_only_the_new_one_gets_a_link(
    unit, clerk, handler, way
):
    told(unit, by=clerk, teller=handler)
    old = Message.objects.get(kind="removal.hearing", person_name="示例联络员")

    replaced(unit, way, clerk)

    for delivery in old.deliveries.all():
        deliver(delivery.pk)
    with pytest.raises(RuleViolation, check=lambda error: error.code == "recalled"):
        hand_over(message=old, channel="qr_sheet", by=handler)
    new = Message.objects.get(kind="removal.hearing", person_name=NEW["name"])
    hand_over(message=new, channel="qr_sheet", by=clerk)
    assert OneTimeLink.objects.get(purpose=STATEMENT_LINK).contact_name == NEW["name"]


def test_contact_when_replaced_after_the_statement_then_no_link_goes_out(unit, clerk, handler):
    heard(unit, by=clerk, teller=handler)

    replaced(unit, "changed", clerk)

    assert not Message.objects.filter(person_name=NEW["name"], kind="removal.hearing").exists()
