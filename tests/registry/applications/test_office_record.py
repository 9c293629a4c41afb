"""The record of an application and the pages of its steps: shown, refused, traced."""

import pytest

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Opening
from ipcontact.audit.models import AccessEvent
from registry.applications import services
from registry.applications.models import Application
from tests.factories import make_agency, make_edition, make_user
from tests.filing import TODAY, submitted
from tests.registry.applications.office import (
    ADDRESS,
    answer,
    clerk_of,
    in_bureau,
    page,
    returned,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


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


@pytest.mark.parametrize("number", ["SB999", "-1", "9" * 200, "x' or 1=1"])
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


def test_record_when_the_file_is_over_then_no_rival_is_named(client, handler):
    application = in_bureau()
    over = submitted(
        application.round, credit_code=application.credit_code, unit_name=application.unit_name
    )
    services.withdraw(over, by=None, grant=str(over.key), today=TODAY, reason="示例")

    shown = text(client.get(over.get_absolute_url()))

    assert "另有一件主张代表本单位的申报" not in shown


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


def test_claim_page_when_a_colleague_has_it_in_hand_then_says_so_and_only_shows(client, handler):
    application = in_bureau()
    services.take(application, by=make_user(name="钱示例"), today=TODAY)

    shown = text(client.get(page(application, "check-claim", "9")))

    assert "现在不能办" in shown
    assert "钱示例已于" in shown
    assert "有较高的知识产权需求。" in shown
    assert "保存核对结果" not in shown
    assert 'name="state"' not in shown


def test_claim_page_when_it_may_be_checked_then_the_form_is_there(client, handler):
    shown = text(client.get(page(in_bureau(), "check-claim", "9")))

    assert "现在不能办" not in shown
    assert 'name="state"' in shown
