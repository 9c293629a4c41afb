"""Changing a unit from its record: values, name, people, agency; and revealing contacts."""

from datetime import date

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent, Change
from registry.units.models import Unit
from registry.units.people import UnitPerson
from tests.factories import make_agency, make_unit, make_units, make_user

pytestmark = pytest.mark.django_db


def test_edit_when_saved_then_the_unit_changes_and_history_says_who(client, handler):
    unit = make_unit()

    response = client.post(
        reverse("units:edit", args=[unit.public_no]),
        {"kind": "platform", "registration_state": "active", "_version": "1", "note": "已核实"},
    )

    unit.refresh_from_db()
    assert response.status_code == 302
    assert (unit.kind, unit.registration_state, unit.version) == ("platform", "active", 2)
    change = Change.objects.filter(table_name="registry_unit", operation="update").get()
    assert (change.act, change.user_id) == ("修改单位信息", handler.pk)


def test_edit_when_extra_fields_are_posted_then_they_change_nothing(client, handler):
    unit = make_unit()

    client.post(
        reverse("units:edit", args=[unit.public_no]),
        {
            "kind": "enterprise",
            "registration_state": "active",
            "membership_state": "listed",
            "public_no": "LX1",
            "id": "1",
            "credit_code": "",
        },
    )

    fresh = Unit.objects.get(pk=unit.pk)
    assert (fresh.membership_state, fresh.public_no) == ("outside", unit.public_no)
    assert fresh.credit_code == unit.credit_code


def test_edit_when_somebody_was_faster_then_refused_with_both_versions(client, handler):
    unit = make_unit()
    url = reverse("units:edit", args=[unit.public_no])
    fields = {"kind": "enterprise", "registration_state": "active", "_version": "1"}
    client.post(url, {**fields, "note": "先到"})

    response = client.post(url, {**fields, "note": "后到"})

    assert response.status_code == 409
    assert "先到" in response.content.decode()
    assert "后到" in response.content.decode()
    assert Unit.objects.get(pk=unit.pk).note == "先到"


@pytest.mark.parametrize("role", [Role.DECIDER, Role.AUDITOR, Role.AGENCY_HEAD])
def test_edit_when_the_role_may_not_then_refused_also_when_posted(client, role):
    unit = make_unit()
    client.force_login(make_user(role))
    url = reverse("units:edit", args=[unit.public_no])

    assert client.get(url).status_code == 403
    assert client.post(url, {"kind": "platform"}).status_code == 403
    assert Unit.objects.get(pk=unit.pk).kind == "enterprise"


def test_rename_when_saved_then_old_and_new_name_stand_on_the_record(client, handler):
    unit = make_unit("示例旧名有限公司")

    response = client.post(
        reverse("units:rename", args=[unit.public_no]),
        {
            "name": " 示例新名有限公司 ",
            "on": "2025-05-01",
            "evidence": "登记通知书",
            "_version": "1",
        },
        follow=True,
    )

    text = response.content.decode()
    assert "示例新名有限公司" in text
    assert "示例旧名有限公司" in text


def test_rename_when_refused_then_the_input_is_kept(client, handler):
    unit = make_unit("示例旧名有限公司")

    response = client.post(
        reverse("units:rename", args=[unit.public_no]),
        {"name": "示例旧名有限公司", "on": "2025-05-01", "evidence": "登记通知书", "_version": "1"},
    )

    text = response.content.decode()
    assert "新名称与现用名称相同" in text
    assert 'value="登记通知书"' in text


def test_reveal_when_confirmed_with_a_reason_then_shown_and_recorded(client, handler):
    unit = make_unit()
    UnitPerson.objects.create(
        unit=unit,
        role="primary_contact",
        name="示小明",
        mobile="13912345678",
        period=(date(2021, 1, 1), None),
    )
    url = reverse("units:reveal", args=[unit.public_no])

    before = client.get(url).content.decode()
    after = client.post(url, {"confirm": "1", "reason": "电话通知培训"})

    assert "13912345678" not in before
    assert "13912345678" in after.content.decode()
    assert after["Cache-Control"] == "private, no-store"
    event = AccessEvent.objects.get(kind="reveal")
    assert (event.user_id, event.detail["reason"]) == (handler.pk, "电话通知培训")
    assert "13912345678" not in str(event.detail) + event.target


def test_reveal_when_no_reason_is_given_then_not_shown_and_not_recorded(client, handler):
    unit = make_unit()
    UnitPerson.objects.create(
        unit=unit, role="primary_contact", name="示小明", period=(date(2021, 1, 1), None)
    )

    response = client.post(
        reverse("units:reveal", args=[unit.public_no]), {"confirm": "1", "reason": ""}
    )

    assert "示小明" not in response.content.decode()
    assert AccessEvent.objects.filter(kind="reveal").exists() is False


def test_assign_when_confirmed_then_chosen_visible_units_move(client, handler):
    units = make_units(2)
    agency = make_agency("station")
    picks = [unit.public_no for unit in units]

    confirmation = client.post(reverse("units:assign"), {"pick": picks})
    done = client.post(
        reverse("units:assign"), {"pick": picks, "confirm": "1", "agency": agency.pk}
    )

    said = confirmation.content.decode()
    assert "将调整2家单位的主责单位" in said
    assert all(unit.name in said for unit in units)
    assert done.status_code == 302
    assert Unit.objects.filter(lead_agency=agency).count() == 2


def test_appoint_when_there_is_a_holder_then_the_term_ends_and_the_new_one_begins(client, handler):
    unit = make_unit()
    UnitPerson.objects.create(
        unit=unit, role="primary_contact", name="示小明", period=(date(2021, 1, 1), None)
    )

    response = client.post(
        reverse("units:appoint", args=[unit.public_no]),
        {
            "role": "primary_contact",
            "name": "示小红",
            "mobile": "+86 139-1234-5678",
            "on": "2025-05-01",
        },
    )

    assert response.status_code == 302
    assert list(
        unit.people.order_by("pk").values_list(
            "name", "mobile", "period__startswith", "period__endswith"
        )
    ) == [
        ("示小明", "", date(2021, 1, 1), date(2025, 5, 1)),
        ("示小红", "13912345678", date(2025, 5, 1), None),
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"mobile": "12345"}, "11 位数字"),
        ({"mobile": "13912345678", "on": "2999-01-01"}, "今天之后"),
        ({"mobile": "13912345678", "on": "2020-01-01"}, "早于现任"),
        ({}, "至少填一项"),
        ({"mobile": "13912345678", "name": ""}, "请填写姓名。"),
    ],
)
def test_appoint_when_it_cannot_be_then_says_why_and_keeps_the_input(
    client, handler, fields, words
):
    unit = make_unit()
    UnitPerson.objects.create(
        unit=unit, role="primary_contact", name="示小明", period=(date(2021, 1, 1), None)
    )
    given = {"role": "primary_contact", "name": "示小红", "title": "主管", "on": "2025-05-01"}

    response = client.post(reverse("units:appoint", args=[unit.public_no]), given | fields)

    text = response.content.decode()
    assert words in text
    assert 'value="主管"' in text
    assert unit.people.count() == 1
