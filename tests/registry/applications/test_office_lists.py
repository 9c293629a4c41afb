"""The staff's list of applications, and where else they are met: desk, search, unit."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import AccessEvent
from registry.applications import services
from registry.applications.models import Application
from tests.factories import make_agency, make_user
from tests.filing import TODAY, make_round, submitted
from tests.registry.applications.office import (
    LIST,
    accept_all,
    clerk_of,
    in_bureau,
    numbers,
    returned,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_list_when_the_bureau_looks_then_everything_submitted_the_most_urgent_first(
    client, handler
):
    round_ = make_round()
    second, first = in_bureau(round_), submitted(round_)

    response = client.get(reverse(LIST))

    assert numbers(response) == [first.application_no, second.application_no]
    assert "2件" in text(response)


def test_list_when_a_station_looks_then_only_what_it_answers_for(client, handler):
    mine = submitted()
    other = in_bureau(mine.round)
    Application.objects.filter(pk=other.pk).update(agency=make_agency("station"))
    client.force_login(clerk_of(mine))

    response = client.get(reverse(LIST))

    assert numbers(response) == [mine.application_no]
    assert other.unit_name not in text(response)


@pytest.mark.parametrize("role", [Role.UNIT_USER, Role.EXPERT, Role.PARTNER, Role.AUDITOR])
def test_list_when_the_role_has_no_business_here_then_403(client, role):
    client.force_login(make_user(role))

    assert client.get(reverse(LIST)).status_code == 403


def test_list_when_filtered_then_only_what_fits(client, handler):
    round_ = make_round()
    free, mine, back, clean = (in_bureau(round_) for _ in range(4))
    waiting = submitted(round_)
    services.take(mine, by=handler, today=TODAY)
    returned(back, handler)
    accept_all(clean, handler)
    everything = {free, mine, back, clean, waiting}
    cases = {
        "q=" + free.application_no.lower(): {free},
        "q=" + free.credit_code[:12]: {
            each for each in everything if each.credit_code[:12] == free.credit_code[:12]
        },
        "q=" + clean.unit_name: {clean},
        "state=agency_review": {waiting},
        "queue=open": everything,
        "queue=mine": {mine, back},
        "queue=waiting": {free, clean},
        "queue=returned": {back},
        "holder=me": {mine, back},
        "holder=nobody": {free, clean, waiting},
        "source=self": everything,
        "source=recommended": set(),
        "criterion=9": everything,
        "criterion=1": set(),
        "due=late": set(),
        "check=clean": {clean},
        "check=contested": set(),
        "check=again": {back},
        "unit_kind=alliance": set(),
        "round=" + round_.number: everything,
        "agency=" + waiting.agency.code: everything,
    }

    found = {query: set(numbers(client.get(f"{reverse(LIST)}?{query}"))) for query in cases}

    assert found == {
        query: {each.application_no for each in wanted} for query, wanted in cases.items()
    }


@pytest.mark.parametrize(
    "query",
    ["page=-1", "sort=password", "sort=-due_on", "sort=codes", "q=%00", "holder=x", "holder=99999",
     "queue=nonsense", "criterion='", "round=x", "per=100000", "col=persons", "due=never"],
)  # fmt: skip
def test_list_when_asked_nonsense_then_still_answers(client, handler, query):
    in_bureau()

    assert client.get(f"{reverse(LIST)}?{query}").status_code == 200


def test_list_when_1_or_30_rows_then_the_same_queries(
    client, handler, django_assert_max_num_queries
):
    round_ = make_round()
    services.take(in_bureau(round_), by=handler, today=TODAY)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(36) as few:
        client.get(reverse(LIST))
    for _ in range(15):
        services.take(in_bureau(round_), by=make_user(Role.HANDLER), today=TODAY)
    for _ in range(15):
        submitted(round_)

    with django_assert_max_num_queries(36) as many:
        client.get(reverse(LIST), {"per": "50"})

    assert len(many) == len(few)


def test_export_when_asked_then_the_rows_shown_in_words_and_traced(client, handler):
    application = in_bureau()
    submitted(application.round)

    response = client.get(
        reverse("applications:export"), {"format": "xlsx", "state": "bureau_review"}
    )

    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value]
    assert application.application_no in cells
    assert "待区局复核" in cells
    assert not any("13900000001" in cell or cell == "示例甲" for cell in cells)
    event = AccessEvent.objects.get(kind="export")
    assert (event.user_id, event.detail["rows"]) == (handler.pk, 1)


def test_export_when_the_role_may_not_then_403_and_no_button(client):
    application = in_bureau()
    client.force_login(make_user(Role.LIAISON_OFFICER, agency=application.agency))

    assert client.get(reverse("applications:export"), {"format": "csv"}).status_code == 403
    assert "导出" not in text(client.get(reverse(LIST)))


def test_bulk_take_when_confirmed_then_done_and_the_refused_named(client, handler):
    round_ = make_round()
    free, held = in_bureau(round_), in_bureau(round_)
    services.take(held, by=make_user(Role.HANDLER, name="林若川"), today=TODAY)
    picks = {"pick": [free.application_no, held.application_no]}

    first = client.post(reverse("applications:take"), picks)
    free.refresh_from_db()
    assert (free.holder, "2件" in text(first)) == (None, True)
    done = client.post(reverse("applications:take"), {**picks, "confirm": "1"}, follow=True)

    free.refresh_from_db()
    assert free.holder == handler
    assert "已接办1件。1件没有办理" in text(done)
    assert "林若川" in text(done)


def test_bulk_pass_when_confirmed_then_only_the_clean(client, handler):
    round_ = make_round()
    clean, other = accept_all(in_bureau(round_), handler), in_bureau(round_)
    picks = {"pick": [clean.application_no, other.application_no]}

    asked = client.post(reverse("applications:pass-clean"), picks)
    client.post(reverse("applications:pass-clean"), {**picks, "confirm": "1"})

    assert "1件没有缺陷项" in text(asked)
    assert set(Application.objects.filter(state="inspection")) == {clean}


@pytest.mark.parametrize("name", ["take", "release", "hand-over", "as-text", "print"])
def test_bulk_when_strange_or_foreign_numbers_are_picked_then_nothing_is_told(client, name):
    hidden = in_bureau()
    client.force_login(make_user(Role.AGENCY_CLERK, agency=make_agency("station")))

    response = client.post(
        reverse(f"applications:{name}"), {"pick": [hidden.application_no, "\x00", "x" * 300]}
    )

    assert response.status_code == 200
    assert hidden.unit_name not in text(response)


def test_paper_when_chosen_or_in_hand_then_the_sheets_name_them(client, handler):
    application = in_bureau()
    services.take(application, by=handler, today=TODAY)
    picks = {"pick": application.application_no}

    for name, data in (("print", picks), ("as-text", picks)):
        assert application.unit_name in text(client.post(reverse(f"applications:{name}"), data))
    sheet = text(client.get(reverse("applications:in-hand")))
    assert "陈知远" in sheet


def test_hand_over_all_when_confirmed_then_said_how_many(client, handler):
    services.take(in_bureau(), by=handler, today=TODAY)
    second = make_user(Role.HANDLER, name="林若川")

    response = client.post(
        reverse("applications:hand-over-all"),
        {"person": handler.pk, "to": second.pk, "reason": "轮岗"},
        follow=True,
    )

    assert "已移交1件" in text(response)
    assert Application.objects.in_hand_of(second).count() == 1


def test_desk_when_things_wait_then_in_hand_and_new_ones_with_their_days(client, handler):
    round_ = make_round()
    mine, new = in_bureau(round_), in_bureau(round_)
    services.take(mine, by=handler, today=TODAY)

    shown = text(client.get(reverse("ui:desk")))

    assert f"{mine.unit_name}：复核申报材料" in shown
    assert f"{new.unit_name}：复核申报材料" in shown
    assert "申报在办" in shown


def test_desk_when_many_are_new_then_one_line_leads_to_the_queue(client, handler):
    round_ = make_round()
    for _ in range(5):
        in_bureau(round_)

    shown = text(client.get(reverse("ui:desk")))

    assert "5件申报待接办" in shown
    assert "?queue=waiting" in shown


def test_search_when_by_number_name_or_code_then_found_and_only_by_who_may(client, handler):
    application = in_bureau()

    for term in (application.application_no, application.unit_name, application.credit_code):
        assert application.get_absolute_url() in text(client.get(reverse("ui:search"), {"q": term}))
    client.force_login(make_user(Role.AGENCY_CLERK, agency=make_agency("station")))
    shown = text(client.get(reverse("ui:search"), {"q": application.application_no}))
    assert application.get_absolute_url() not in shown


def test_unit_when_opened_then_its_applications_are_a_section(client, handler):
    application = in_bureau()

    shown = text(client.get(application.unit.get_absolute_url()))

    assert application.get_absolute_url() in shown


def test_bulk_when_chosen_on_a_filtered_queue_then_back_to_that_queue(client, handler):
    application = in_bureau()
    queue = f"{reverse(LIST)}?queue=waiting"
    typed = {"pick": application.application_no, "list": queue, "confirm": "1"}

    from_list = client.post(reverse("applications:take"), typed)
    from_record = client.post(reverse("applications:take"), {**typed, "list": ""})

    assert from_list.url == queue
    assert from_record.url == application.get_absolute_url()
