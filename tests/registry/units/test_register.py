"""Registering one unit by hand: the code is checked, what looks alike is shown first."""

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import Change
from ipcontact.ui.errors import RuleViolation
from registry.units.enrolment import register_unit
from registry.units.models import Unit
from registry.units.people import UnitPerson
from registry.units.services import NewUnit
from tests.factories import TODAY, credit_code, make_agency, make_unit, make_user

pytestmark = pytest.mark.django_db
URL = "/units/register/"


def fields(**values) -> dict:
    return {
        "kind": "enterprise",
        "credit_code": credit_code(),
        "name": "示例登记有限公司",
        **values,
    }


def test_register_when_sent_then_unit_contact_and_act_are_kept(client, handler):
    code, station = credit_code(), make_agency("station")
    sent = {"lead_agency": station.pk, "registered_address": "示例路1号"}
    contact = {"contact_name": "示例甲", "contact_mobile": "139 0000 0001"}

    response = client.post(URL, fields(credit_code=f" {code[:9]} {code[9:]} ", **sent, **contact))

    unit = Unit.objects.get(credit_code=code)
    assert response.url == unit.get_absolute_url()
    assert (unit.name, unit.lead_agency, unit.membership_state) == (
        "示例登记有限公司",
        station,
        "outside",
    )
    assert unit.addresses.get().address == "示例路1号"
    person = UnitPerson.objects.get(unit=unit)
    assert (person.role, person.name, person.mobile) == (
        "primary_contact",
        "示例甲",
        "13900000001",
    )
    change = Change.objects.filter(table_name="registry_unit", operation="insert").get()
    assert (change.act, change.user_id) == ("登记单位", handler.pk)


def test_register_when_only_looked_at_then_nothing_is_written(client, handler):
    response = client.get(URL, fields())

    assert (response.status_code, Unit.objects.count()) == (200, 0)


def test_register_when_sent_twice_then_one_unit_and_the_way_to_it(client, handler):
    sent = fields()
    client.post(URL, sent)

    response = client.post(URL, {**sent, "is_distinct": "on"})

    unit = Unit.objects.get()
    page = response.content.decode()
    assert "已登记，请打开已有单位" in page
    assert unit.get_absolute_url() in page


def test_register_when_the_code_is_wrong_then_it_says_so_and_keeps_what_was_typed(client, handler):
    response = client.post(URL, fields(credit_code="91120116MA00000010"))

    assert "credit_code" in response.context["form"].errors
    assert "示例登记有限公司" in response.content.decode()
    assert not Unit.objects.exists()


@pytest.mark.parametrize("kind", ["enterprise", "association"])
def test_register_when_a_legal_person_has_no_code_then_refused(client, handler, kind):
    response = client.post(URL, fields(credit_code="", kind=kind))

    assert "credit_code" in response.context["form"].errors


def test_register_when_an_alliance_has_no_code_then_it_gets_its_own_number_once(client, handler):
    sent = fields(credit_code="", kind="alliance", name="示例产业联盟")
    client.post(URL, sent)

    response = client.post(URL, {**sent, "is_distinct": "on"})

    assert Unit.objects.get().alliance_no.startswith("LM")
    assert "“示例产业联盟”已登记" in response.content.decode()


@pytest.mark.parametrize("same", ["name", "mobile"])
def test_register_when_one_looks_alike_then_shown_first_and_kept_on_confirmation(
    client, handler, same
):
    name = "示例登记股份有限公司" if same == "name" else "示例别名有限公司"
    old = make_unit(name)
    if same == "mobile":
        client.post(
            reverse("units:appoint", args=[old.public_no]),
            {
                "role": "primary_contact",
                "name": "示例乙",
                "mobile": "13900000001",
                "on": TODAY.isoformat(),
            },
        )
    sent = fields(contact_name="示例甲", contact_mobile="13900000001")

    first = client.post(URL, sent).content.decode()
    assert (old.get_absolute_url() in first, Unit.objects.count()) == (True, 1)
    client.post(URL, {**sent, "is_distinct": "on"})

    assert Unit.objects.count() == 2


def test_register_when_the_twin_is_another_agencys_then_counted_but_not_named(client):
    station = make_agency("station")
    client.force_login(make_user(Role.AGENCY_CLERK, agency=station))
    twin = make_unit("示例登记股份有限公司", lead_agency=make_agency("station"))

    page = client.post(URL, fields(lead_agency=station.pk)).content.decode()

    assert "另有1家" in page
    assert twin.name not in page
    assert twin.public_no not in page


def test_register_when_a_clerk_chooses_anothers_agency_then_refused(client):
    clerk = make_user(Role.AGENCY_CLERK, agency=make_agency("station"))
    other = make_agency("station")
    client.force_login(clerk)

    response = client.post(URL, fields(lead_agency=other.pk))
    with pytest.raises(RuleViolation) as refusal:
        register_unit(
            NewUnit("示例登记有限公司", credit_code(), values={"lead_agency": other}),
            contact={},
            is_distinct=True,
            by=clerk,
            today=TODAY,
        )

    assert "lead_agency" in response.context["form"].errors
    assert (refusal.value.code, Unit.objects.count()) == ("outside_scope", 0)


def test_register_when_a_contact_cannot_be_reached_then_nothing_is_kept(client, handler):
    response = client.post(URL, fields(contact_name="示例甲"))

    assert "contact_mobile" in response.context["form"].errors
    assert not Unit.objects.exists()


@pytest.mark.parametrize("role", [Role.DECIDER, Role.AGENCY_HEAD, Role.UNIT_USER])
def test_register_when_the_role_may_not_edit_then_forbidden(client, role):
    client.force_login(make_user(role))

    response = client.post(URL, fields())

    assert (response.status_code, Unit.objects.count()) == (403, 0)


def test_register_when_nobody_signed_in_then_the_way_to_sign_in(client):
    response = client.post(URL, fields())

    assert (response.status_code, Unit.objects.count()) == (302, 0)


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.HANDLER, (True, True)),
        (Role.AGENCY_CLERK, (True, False)),
        (Role.AGENCY_HEAD, (False, False)),
    ],
)
def test_list_when_opened_then_registering_and_importing_are_offered_to_those_who_may(
    client, role, shown
):
    user = make_user(role)
    make_unit(lead_agency=user.agency)
    client.force_login(user)

    page = client.get("/units/").content.decode()

    main = page.partition("<main")[2]
    assert (f'href="{URL}"' in main, 'href="/imports/new/"' in main) == shown
