"""Phone, mail and people: at once; the old contact gone, a new one bound."""

import pytest
from django.core.exceptions import PermissionDenied

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.audit.models import Change
from ipcontact.notifications.models import Delivery, Message, OneTimeLink
from ipcontact.notifications.services import deliver, hand_over, issue_link, send_again
from ipcontact.ui.errors import RuleViolation
from registry.changes import services
from registry.changes.models import UnitChange
from registry.changes.services.links import LINK
from registry.units.posts import appoint
from tests.changing import account_of, paper, with_contact
from tests.factories import TODAY, make_unit, make_user

pytestmark = pytest.mark.django_db
NEW = {"role": "primary_contact", "name": "示例新人", "mobile": "13900002222"}


def replaced(unit, way, by) -> None:
    """Another person is the contact: told by the unit, bound anew with an 授权书, or corrected."""
    if way == "changed":
        services.change_contact(unit, by=by, today=TODAY, **NEW)
        return
    if way == "appointed":
        appoint(unit=unit, on=TODAY, by=make_user(), today=TODAY, **NEW)
        return
    values = {name: NEW[name] for name in ("name", "mobile")}
    services.rebind(
        unit, scan=paper("授权书.pdf"), ends_accounts=False, by=by, today=TODAY, **values
    )


def test_contact_when_changed_by_the_unit_then_at_once_and_the_station_is_told(
    clerk, handler, station
):
    liaison = make_user(Role.LIAISON_OFFICER, agency=station)
    unit = with_contact(make_unit(lead_agency=station), handler)
    user = account_of(unit, by=handler)

    change = services.change_contact(unit, by=user, today=TODAY, **NEW)

    assert (change.state, change.source, change.persons) == ("effective", "unit", {})
    assert unit.people.get(period__upper_inf=True).mobile == "13900002222"
    told = Message.objects.filter(kind="change.contact")
    assert set(told.values_list("user", flat=True)) == {clerk.pk, liaison.pk}


def test_contact_when_history_is_read_then_no_number_is_in_it(clerk, station):
    unit = make_unit(lead_agency=station)

    services.change_contact(unit, by=clerk, today=TODAY, **NEW)

    kept = " ".join(str((c.before, c.after)) for c in Change.objects.all())
    assert "13900002222" not in kept
    assert "示例新人" not in kept


def test_contact_when_told_by_phone_then_the_act_says_so(clerk, station):
    unit = make_unit(lead_agency=station)

    change = services.change_contact(unit, by=clerk, today=TODAY, channel="phone", **NEW)

    act = Act.objects.of(change).get()
    assert (act.actor_name, act.entered_by, act.channel) == (unit.name, clerk, "phone")


def test_contact_when_it_is_the_representative_then_refused(clerk, station):
    unit = make_unit(lead_agency=station)

    with pytest.raises(RuleViolation) as refused:
        services.change_contact(
            unit, by=clerk, today=TODAY, role="legal_representative", name="示例新人"
        )

    assert refused.value.code == "not_a_contact"
    assert not unit.people.exists()


def test_contact_when_nobody_could_be_reached_then_refused(clerk, station):
    with pytest.raises(RuleViolation) as refused:
        services.change_contact(
            make_unit(lead_agency=station), by=clerk, today=TODAY, **{**NEW, "mobile": ""}
        )

    assert refused.value.code == "unreachable"


def test_contact_when_a_stranger_asks_then_refused(handler):
    other = account_of(make_unit(), by=handler)

    with pytest.raises(PermissionDenied):
        services.change_contact(make_unit(), by=other, today=TODAY, **NEW)


def test_contact_by_link_when_used_then_changed_once(handler):
    unit = with_contact(make_unit(), handler)
    issued = issue_link(purpose=LINK, subject=unit, contact_name="示例联络员", by=handler)

    services.change_contact_by_link(issued.token, today=TODAY, **NEW)

    with pytest.raises(RuleViolation):
        services.change_contact_by_link(issued.token, today=TODAY, **NEW)
    assert unit.people.get(period__upper_inf=True).name == "示例新人"


def test_contact_when_another_takes_over_then_the_former_ones_link_is_useless(
    clerk, handler, station
):
    unit = with_contact(make_unit(lead_agency=station), handler)
    old = issue_link(purpose=LINK, subject=unit, contact_name="示例联络员", by=handler)

    services.change_contact(unit, by=clerk, today=TODAY, **NEW)

    assert OneTimeLink.objects.get(pk=old.link.pk).revoked_at is not None
    with pytest.raises(RuleViolation, check=lambda error: error.code == "link_revoked"):
        services.change_contact_by_link(old.token, today=TODAY, **NEW)


@pytest.mark.parametrize("way", ["changed", "rebound", "appointed"])
def test_contact_when_replaced_before_the_message_went_out_then_the_former_one_gets_no_link(
    clerk, handler, station, way
):
    unit = with_contact(make_unit(lead_agency=station), handler)
    services.send_link(unit, by=clerk)
    message = Message.objects.get(kind="unit.change_link")
    [waiting] = message.deliveries.all()

    replaced(unit, way, clerk)

    assert deliver(waiting.pk) == ""
    assert message.deliveries.get().state == "recalled"
    assert not OneTimeLink.objects.filter(contact_name="示例联络员").exists()


@pytest.mark.parametrize("way", ["changed", "rebound", "appointed"])
def test_contact_when_replaced_after_a_failure_then_nobody_tells_the_former_one_by_hand(
    clerk, handler, station, way
):
    unit = with_contact(make_unit(lead_agency=station), handler)
    services.send_link(unit, by=clerk)
    message = Message.objects.get(kind="unit.change_link")
    deliver(message.deliveries.get().pk)
    assert message.deliveries.get().state == "not_configured"

    replaced(unit, way, clerk)

    for telling in (
        lambda: send_again(message=message, by=clerk),
        lambda: hand_over(message=message, channel="wechat_text", by=clerk),
    ):
        with pytest.raises(RuleViolation, check=lambda error: error.code == "recalled"):
            telling()
    assert not OneTimeLink.objects.filter(contact_name="示例联络员").exists()


def test_contact_when_only_the_deputy_changes_then_what_waits_for_the_first_goes_out(
    clerk, handler, station
):
    unit = with_contact(make_unit(lead_agency=station), handler)
    services.send_link(unit, by=clerk)

    services.change_contact(unit, by=clerk, today=TODAY, **{**NEW, "role": "deputy_contact"})

    assert Delivery.objects.get(message__kind="unit.change_link").state == "waiting"


def test_contact_when_only_the_deputy_changes_then_links_of_the_first_stay(clerk, handler, station):
    unit = with_contact(make_unit(lead_agency=station), handler)
    kept = issue_link(purpose=LINK, subject=unit, contact_name="示例联络员", by=handler)

    services.change_contact(unit, by=clerk, today=TODAY, **{**NEW, "role": "deputy_contact"})

    assert OneTimeLink.objects.get(pk=kept.link.pk).revoked_at is None


def test_rebind_when_the_contact_is_gone_then_old_links_and_accounts_end_and_a_new_link_goes_out(
    clerk, handler, station
):
    unit = with_contact(make_unit(lead_agency=station), handler)
    account_of(unit, by=handler)
    old = issue_link(purpose=LINK, subject=unit, contact_name="示例联络员", by=handler)

    change = services.rebind(
        unit, name="示例新人", mobile="13900002222", scan=paper("授权书.pdf"),
        ends_accounts=True, by=clerk, today=TODAY,
    )  # fmt: skip

    act = Act.objects.of(change).get()
    assert (act.action, act.scan is not None, act.acted_by) == ("联络员离职重新绑定", True, clerk)
    assert unit.people.get(period__upper_inf=True).name == "示例新人"
    assert not unit.accounts.exists()
    assert OneTimeLink.objects.get(pk=old.link.pk).revoked_at is not None
    assert Message.objects.get(kind="unit.change_link").person_name == "示例新人"


def test_rebind_when_no_authorisation_then_refused_and_nothing_changes(clerk, handler, station):
    unit = with_contact(make_unit(lead_agency=station), handler)

    with pytest.raises(RuleViolation) as refused:
        services.rebind(
            unit, name="示例新人", mobile="13900002222", scan=None, ends_accounts=True,
            by=clerk, today=TODAY,
        )  # fmt: skip

    assert refused.value.code == "scan_missing"
    assert unit.people.get(period__upper_inf=True).name == "示例联络员"
    assert not UnitChange.objects.exists()


@pytest.mark.parametrize("role", [Role.UNIT_USER, Role.DECIDER, Role.AUDITOR])
def test_rebind_when_the_role_may_not_then_refused(role, handler):
    unit = make_unit()
    person = make_user(role)

    with pytest.raises(PermissionDenied):
        services.rebind(
            unit, name="示例新人", mobile="13900002222", scan=paper(), ends_accounts=False,
            by=person, today=TODAY,
        )  # fmt: skip


def test_link_when_the_unit_has_nobody_then_refused(handler):
    with pytest.raises(RuleViolation) as refused:
        services.send_link(make_unit(), by=handler)

    assert refused.value.code == "no_contact"
