"""The staff's pages of applications: who sees what, what is shown, what leaves, what is traced."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Opening
from ipcontact.audit.models import AccessEvent
from registry.applications import services
from registry.applications.models import Application
from tests.factories import make_agency, make_edition, make_user
from tests.filing import TODAY, make_round, submitted
from tests.registry.applications.office import (
    accept_all,
    answer,
    clerk_of,
    in_bureau,
    returned,
)

pytestmark = pytest.mark.django_db
LIST = "applications:list"
ADDRESS = "basic.registered_address"


@pytest.fixture(autouse=True)
def noon(fixed_today):
    """The day on which everything here happens."""
    return fixed_today(TODAY.isoformat())


@pytest.fixture
def handler(client):
    person = make_user(Role.HANDLER, name="陈知远")
    client.force_login(person)
    return person


def numbers(response) -> list[str]:
    return [row.record.application_no for row in response.context["table"].page.object_list]


def page(application: Application, name: str, *args) -> str:
    return reverse(f"applications:{name}", args=[application.application_no, *args])


def text(response) -> str:
    return response.content.decode()


# --- the list -------------------------------------------------------------------------------


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
    with django_assert_max_num_queries(60) as few:
        client.get(reverse(LIST))
    for _ in range(15):
        services.take(in_bureau(round_), by=make_user(Role.HANDLER), today=TODAY)
    for _ in range(15):
        submitted(round_)

    with django_assert_max_num_queries(60) as many:
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


# --- bulk -----------------------------------------------------------------------------------


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


# --- the record -----------------------------------------------------------------------------


def test_record_when_opened_then_facts_and_masked_people(client, handler):
    application = in_bureau()

    shown = text(client.get(application.get_absolute_url()))

    assert application.unit_name in shown
    assert "待区局复核" in shown
    assert "139****0001" in shown
    assert "13900000001" not in shown
    assert "示例甲" not in shown
    assert "复核通过" in shown
    assert "有较高的知识产权需求。" in shown


def test_record_when_of_another_agency_then_404_for_every_page_of_it(client):
    application = in_bureau()
    client.force_login(make_user(Role.AGENCY_CLERK, agency=make_agency("station")))

    for name in ("detail", "reveal", "return", "forward", "clear-marks"):
        response = client.get(page(application, name))
        assert response.status_code == 404
        assert application.unit_name not in text(response)
    assert client.post(page(application, "marks"), {}).status_code == 404
    assert client.get(page(application, "check-claim", "9")).status_code == 404


@pytest.mark.parametrize("number", ["SB999", "-1", "9" * 200, "x' or 1=1", "form"])
def test_record_when_the_number_is_nobody_s_then_404(client, handler, number):
    assert client.get(f"/applications/{number}/").status_code == 404


def test_record_when_the_next_in_line_opens_it_then_noted_and_by_a_reader_not(client, handler):
    application = in_bureau()
    reader = make_user(Role.LIAISON_OFFICER, agency=application.agency)

    client.get(application.get_absolute_url())
    client.force_login(reader)
    client.get(application.get_absolute_url())

    assert [opening.user for opening in Opening.objects.all()] == [handler]


def test_record_when_a_reader_looks_then_no_secret_no_button(client, handler):
    application = in_bureau()
    values = {**application.answers["basic"], "revenue": "48213.5"}
    Application.objects.filter(pk=application.pk).update(answers={"basic": values})
    seen = text(client.get(application.get_absolute_url()))
    client.force_login(make_user(Role.LIAISON_OFFICER, agency=application.agency))

    shown = text(client.get(application.get_absolute_url()))

    assert "48213.5" in seen
    assert "48213.5" not in shown
    assert "仅审核人员可见" in shown
    assert 'form="marks"' not in shown
    assert page(application, "pass") not in shown


def test_record_when_there_are_doubles_and_rivals_then_said(client, handler):
    application = in_bureau()
    rival = submitted(
        application.round, credit_code=application.credit_code, unit_name=application.unit_name
    )
    same_contact = submitted(application.round)

    shown = text(client.get(application.get_absolute_url()))

    assert "另有一件主张代表本单位的申报" in shown
    assert rival.application_no in shown
    assert f"同一联络员手机：{same_contact.unit_name}" in shown


def test_record_when_the_unit_was_listed_meanwhile_then_said(client, handler):
    application = in_bureau()
    make_edition([application.unit])

    assert "单位已在现行名录中" in text(client.get(application.get_absolute_url()))


def test_record_when_1_or_many_claims_and_marks_then_the_same_queries(
    client, handler, django_assert_max_num_queries
):
    application = in_bureau()
    services.mark(application, path="basic.staff_count", defect="请填写。", by=handler)
    client.get(application.get_absolute_url())
    with django_assert_max_num_queries(60) as few:
        client.get(application.get_absolute_url())
    for criterion in application.round.scheme.criteria.exclude(code="9"):
        application.claims.create(criterion=criterion)
    services.save_marks(
        application,
        marks={"basic.industry": "请填写。", ADDRESS: "请核对。", "claim.1": "缺文件。"},
        by=handler,
    )

    with django_assert_max_num_queries(60) as many:
        client.get(application.get_absolute_url())

    assert len(many) == len(few)


def test_marks_when_saved_on_the_page_then_there_again_and_sent_from_one_page(client, handler):
    application = in_bureau()
    marks = {f"mark:{ADDRESS}": "请核对。", "mark:basic.industry": "", "then": ADDRESS}

    saved = client.post(page(application, "marks"), marks)
    shown = text(client.get(application.get_absolute_url()))
    going = client.post(page(application, "marks"), {**marks, "then": "send"})
    asked = text(client.get(going.url))
    done = client.post(going.url, {"confirm": "1", "message": "请尽快。"}, follow=True)

    application.refresh_from_db()
    assert saved.url == f"{application.get_absolute_url()}#at-{ADDRESS}"
    assert 'value="请核对。"' in shown
    assert going.url == page(application, "return")
    assert "共1处" in asked
    assert "示*（" in asked or "示*甲（" in asked
    assert "已退回修改，共1处" in text(done)
    assert application.state == "returned"


def test_marks_when_refused_then_what_was_typed_is_still_there(client, handler):
    application = in_bureau()
    services.take(application, by=make_user(Role.HANDLER, name="林若川"), today=TODAY)

    response = client.post(
        page(application, "marks"), {f"mark:{ADDRESS}": "请核对住所。", "then": "stay"}
    )

    assert response.status_code == 409
    assert "林若川" in text(response)
    assert "请核对住所。" in text(response)


def test_return_when_answered_then_the_record_shows_old_and_new(client, handler):
    application = in_bureau()
    old = application.answers["basic"]["registered_address"]
    returned(application, handler)
    answer(application, registered_address="天津市滨海新区示例路2号")

    shown = text(client.get(application.get_absolute_url()))

    assert f"<del>{old}</del>" in shown
    assert "<ins>天津市滨海新区示例路2号</ins>" in shown


def test_steps_when_posted_by_a_role_without_the_button_then_refused(client):
    application = in_bureau()
    client.force_login(clerk_of(application))

    for name in ("pass", "propose-exclude", "send-back", "bypass", "close", "reopen"):
        response = client.post(page(application, name), {"confirm": "1", "reason": "x"})
        assert response.status_code == 403
    application.refresh_from_db()
    assert application.state == "bureau_review"


def test_pass_when_the_page_is_stale_then_refused_with_who_and_the_words_kept(client, handler):
    application = in_bureau()
    version = application.version
    services.take(application, by=handler, today=TODAY)

    response = client.post(
        page(application, "pass"), {"confirm": "1", "version": version, "reason": "材料齐全"}
    )

    application.refresh_from_db()
    assert application.state == "bureau_review"
    assert "陈知远已于" in text(response)
    assert "材料齐全" in text(response)


def test_pass_when_confirmed_then_done_and_extra_fields_change_nothing(client, handler):
    application = in_bureau()
    assert "申报 1 项" in text(client.get(page(application, "pass")))

    client.post(
        page(application, "pass"),
        {"confirm": "1", "version": application.version, "state": "listed", "is_rival": "1"},
    )

    application.refresh_from_db()
    assert (application.state, application.is_rival) == ("inspection", False)


def test_reveal_when_reasoned_then_shown_and_traced(client, handler):
    application = in_bureau()
    address = page(application, "reveal")

    assert "13900000001" not in text(client.get(address))
    assert "13900000001" not in text(client.post(address, {"confirm": "1", "reason": " "}))
    shown = text(client.post(address, {"confirm": "1", "reason": "电话核实"}))

    assert "13900000001" in shown
    event = AccessEvent.objects.get(kind="reveal")
    assert event.detail == {"reason": "电话核实"}
    assert "13900000001" not in event.target


def test_claim_when_checked_on_its_page_then_on_the_board(client, handler):
    application = in_bureau()
    address = page(application, "check-claim", "9")
    [claim] = application.claims.all()

    client.post(address, {"confirm": "1", "state": "accepted", "version": claim.version})

    claim.refresh_from_db()
    assert (claim.state, claim.checked_by) == ("accepted", handler)
    assert client.get(page(application, "check-claim", "1")).status_code == 404


# --- elsewhere ------------------------------------------------------------------------------


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
