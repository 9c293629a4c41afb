"""The staff register in the browser's eyes: who sees what, and what leaves."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent
from registry.units.models import Unit
from registry.units.people import UnitPerson
from tests.factories import make_agency, make_edition, make_unit, make_units, make_user

pytestmark = pytest.mark.django_db


def names(response) -> list[str]:
    return [row.record.name for row in response.context["table"].page.object_list]


def test_list_when_handler_then_all_units_and_the_count_in_words(client, handler):
    make_units(3)

    response = client.get(reverse("units:list"))

    assert len(names(response)) == 3
    assert "3家" in response.content.decode()


def test_list_when_station_then_only_its_own(client):
    station = make_agency("station")
    own = make_unit(lead_agency=station)
    hidden = make_unit("示例别处有限公司", lead_agency=make_agency("station"))
    client.force_login(make_user(Role.AGENCY_CLERK, agency=station))

    response = client.get(reverse("units:list"))

    assert names(response) == [own.name]
    assert hidden.name not in response.content.decode()


@pytest.mark.parametrize("role", [Role.UNIT_USER, Role.EXPERT, Role.PARTNER, Role.SYSTEM_ADMIN])
def test_list_when_the_role_has_no_business_here_then_403(client, role):
    client.force_login(make_user(role))

    assert client.get(reverse("units:list")).status_code == 403


def test_list_when_nobody_is_signed_in_then_the_way_to_sign_in(client):
    response = client.get(reverse("units:list"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "海工"}, {"示例海工装备有限公司"}),
        ({"q": "slhg"}, {"示例海工装备有限公司"}),
        ({"kind": "platform"}, {"示例港城平台有限公司"}),
        ({"membership_state": "listed"}, {"示例港城平台有限公司"}),
        ({"gap": "agency"}, {"示例海工装备有限公司", "示例港城平台有限公司"}),
        ({"gap": "law"}, set()),
        ({"kind": "nonsense"}, {"示例海工装备有限公司", "示例港城平台有限公司"}),
        ({"q": "不存在的"}, set()),
    ],
)
def test_list_when_filtered_then_only_what_fits(client, handler, query, expected):
    make_unit("示例海工装备有限公司")
    listed = make_unit("示例港城平台有限公司", kind="platform")
    make_edition([listed])

    assert set(names(client.get(reverse("units:list"), query))) == expected


@pytest.mark.parametrize(
    "query",
    [
        {"page": "-1"},
        {"page": "1e9"},
        {"page": "NaN"},
        {"sort": "password"},
        {"sort": "-name'"},
        {"q": "\x00"},
        {"region": "0' or 1=1"},
        {"status[]": "x"},
        {"per": "100000"},
        {"col": "password"},
    ],
)
def test_list_when_asked_nonsense_then_still_answers(client, handler, query):
    make_units(1)

    assert client.get(reverse("units:list"), query).status_code == 200


def test_list_when_1_or_30_rows_then_the_same_queries(
    client, handler, django_assert_max_num_queries
):
    make_unit(lead_agency=make_agency("station"))
    client.get(reverse("units:list"))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("units:list"))
    for _ in range(30):
        make_unit(lead_agency=make_agency("station"))

    with django_assert_max_num_queries(40) as many:
        client.get(reverse("units:list"), {"per": "50"})

    assert len(many) == len(few)


def test_record_when_visible_then_shows_facts_with_masked_people(client, handler):
    unit = make_unit(registered_address="示例路 1 号")
    UnitPerson.objects.create(
        unit=unit,
        role="primary_contact",
        name="示小明",
        mobile="13912345678",
        period=(date(2021, 1, 1), None),
    )

    text = client.get(unit.get_absolute_url()).content.decode()

    assert "示例路 1 号" in text
    assert "139****5678" in text
    assert "13912345678" not in text
    assert "示小明" not in text


def test_record_when_of_another_agency_then_404_without_its_name(client):
    unit = make_unit("示例别处有限公司", lead_agency=make_agency("station"))
    client.force_login(make_user(Role.AGENCY_CLERK, agency=make_agency("station")))

    response = client.get(unit.get_absolute_url())

    assert response.status_code == 404
    assert "示例别处" not in response.content.decode()


@pytest.mark.parametrize("number", ["LX999999", "0", "-1", "9" * 26, "x' or 1=1", "%00"])
def test_record_when_there_is_none_then_404(client, handler, number):
    assert client.get(f"/units/{number}/").status_code == 404


def test_as_text_when_units_are_chosen_then_their_names_as_lines(client, handler):
    units = make_units(2)

    picks = [unit.public_no for unit in units]

    answers = [client.post(reverse("units:as-text"), {"pick": p}) for p in (picks, picks[::-1])]

    assert [answer.context["lines"] for answer in answers] == [
        [f"1. {units[0].name}", f"2. {units[1].name}"],
        [f"1. {units[1].name}", f"2. {units[0].name}"],
    ]


def test_export_when_filtered_then_exactly_these_rows_as_text_and_recorded(client, handler):
    unit = make_unit("示例海工装备有限公司", note="=1+1")
    make_unit("示例云图软件有限公司")

    response = client.get(reverse("units:export"), {"format": "xlsx", "q": "海工"})

    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).worksheets[0]
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert unit.credit_code in cells
    assert "=1+1" in cells
    assert "示例云图软件有限公司" not in cells
    event = AccessEvent.objects.get(kind="export")
    assert (event.user_id, event.detail["rows"]) == (handler.pk, 1)


@pytest.mark.parametrize("role", [Role.LIAISON_OFFICER, Role.LEGAL_REVIEWER, Role.AUDITOR])
def test_export_when_the_role_may_not_then_403(client, role):
    client.force_login(make_user(role))

    assert client.get(reverse("units:export"), {"format": "xlsx"}).status_code == 403


def test_export_when_the_format_is_unknown_then_404(client, handler):
    assert client.get(reverse("units:export"), {"format": "exe"}).status_code == 404


def test_duplicates_when_the_core_of_names_is_equal_then_they_stand_together(client, handler):
    first = make_unit("示例海工装备有限公司")
    second = make_unit("示例海工装备（天津）股份有限公司")
    make_unit("示例云图软件有限公司")

    response = client.get(reverse("units:duplicates"))

    assert response.context["groups"] == [[first, second]]


def test_unit_user_when_linked_then_sees_only_the_own_unit(client):
    own, other = make_units(2)
    person = make_user(Role.UNIT_USER)
    own.accounts.create(user=person, verified_by=make_user(), verified_on=date(2021, 1, 1))
    client.force_login(person)

    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404


def test_unit_user_when_reading_the_own_record_then_sees_facts_but_no_words_of_the_staff(client):
    unit = make_unit(registered_address="示例路1号", note="内部备注", registration_state="revoked")
    make_edition([unit])
    person = make_user(Role.UNIT_USER)
    unit.accounts.create(user=person, verified_by=make_user(), verified_on=date(2021, 1, 1))
    client.force_login(person)

    record = client.get(unit.get_absolute_url()).content.decode()
    desk = client.get(reverse("ui:desk")).content.decode()

    assert "示例路1号" in record
    hidden = ("内部备注", "请处理", 'id="changes"', "联络员")
    assert [words for words in hidden if words in record] == []
    assert f'href="{unit.get_absolute_url()}"' in desk


def test_unit_user_when_a_removal_is_only_proposed_then_reads_that_it_is_listed(client, handler):
    unit = make_unit()
    make_edition([unit])
    Unit.objects.filter(pk=unit.pk).update(membership_state="removal_proposed")
    person = make_user(Role.UNIT_USER)
    unit.accounts.create(user=person, verified_by=make_user(), verified_on=date(2021, 1, 1))

    of_staff = client.get(unit.get_absolute_url()).text
    client.force_login(person)
    own, desk = client.get(unit.get_absolute_url()).text, client.get(reverse("ui:desk")).text

    assert "拟移出" in of_staff
    assert "拟移出" not in own + desk
    assert "在库" in own


def test_desk_when_no_person_of_a_unit_then_names_no_own_unit(client, handler):
    make_unit()

    assert "本单位</h2>" not in client.get(reverse("ui:desk")).content.decode()


def test_record_when_its_history_is_read_then_neither_search_keys_nor_itself_are_told(
    client, handler
):
    unit = make_unit("示例海工装备有限公司", registered_address="示例路1号")

    text = client.get(unit.get_absolute_url()).content.decode().partition('id="changes"')[2]

    told = re.findall(r"新增<strong>(.*?)</strong>：(.*?)。", text)
    assert sorted(subject for subject, _ in told) == ["单位", "单位名称", "单位地址"]
    assert [words for _, words in told if "拼音" in words or "单位 <ins>" in words] == []


def test_search_when_a_unit_fits_then_it_is_found_from_anywhere(client, handler):
    unit = make_unit("示例海工装备有限公司")

    response = client.get(reverse("ui:search"), {"q": "海工"})

    assert unit.name in response.content.decode()


def test_desk_when_a_member_is_no_longer_active_then_it_is_work_to_do(client, handler):
    unit = make_unit("示例海工装备有限公司", registration_state="revoked")
    make_edition([unit])

    text = client.get(reverse("ui:desk")).content.decode()

    assert "示例海工装备有限公司：需要处理在库单位" in text
