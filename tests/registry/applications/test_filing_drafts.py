"""Saving while typing, coming back, two windows: nothing that was typed is lost."""

from datetime import timedelta

import pytest
from django.test import Client

from ipcontact.accounts.roles import Role
from registry.applications.lookup import lookup_code
from registry.criteria.models import Criterion, SchemeVersion
from tests.factories import make_user
from tests.filing import NOON, TODAY, make_round, region_agency
from tests.registry.applications.filing import (
    CONTACTS,
    REASON,
    at,
    basic,
    begin,
    fill,
    proof,
    submit,
    version_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(fixed_today):
    fixed_today(str(TODAY))


@pytest.fixture
def application(client, db):
    region_agency()
    return begin(client, make_round(now=NOON))


def code_of(application):
    return lookup_code(application.application_no, application.lookup_nonce)


def autosave(client, application, sent, page="answers/basic/"):
    return client.post(at(application, f"{page}autosave/"), sent)


def test_autosave_when_half_filled_then_kept_as_typed_with_the_time(client, application):
    response = autosave(
        client, application, {"basic-unit_name": "示例半成", "basic-revenue": "约五百"}
    )

    application.refresh_from_db()
    assert response.json()["saved"] == "已于 12:00 保存"
    assert application.answers["basic"]["unit_name"] == "示例半成"
    assert application.answers["basic"]["revenue"] == "约五百"
    assert 'value="约五百"' in client.get(at(application, "answers/basic/")).content.decode()


def test_autosave_when_repeated_unchanged_then_nothing_is_written(client, application):
    sent = basic(application)
    first = autosave(client, application, sent).json()
    application.refresh_from_db()
    version = application.version

    second = autosave(client, application, {**sent, "_version": first["version"]}).json()

    application.refresh_from_db()
    assert application.version == version
    assert second["version"] == first["version"]


def test_autosave_when_another_window_was_newer_then_refused_and_nothing_overwritten(
    client, application
):
    page = client.get(at(application, "answers/basic/")).content.decode()
    client.post(at(application, "answers/basic/"), basic(application))

    sent = basic(application, _version=version_on(page), **{"basic-unit_name": "示例旧窗口"})
    response = autosave(client, application, sent)

    application.refresh_from_db()
    assert response.status_code == 409
    assert "另一个窗口" in response.json()["message"]
    assert application.unit_name == "示例海工装备有限公司"


def test_page_when_saved_over_a_newer_one_then_both_are_shown_and_the_second_try_saves(
    client, application
):
    old = client.get(at(application, "answers/basic/")).content.decode()
    client.post(at(application, "answers/basic/"), basic(application))
    sent = basic(application, _version=version_on(old), **{"basic-unit_name": "示例另一名称"})

    response = client.post(at(application, "answers/basic/"), sent)

    page = response.content.decode()
    assert response.status_code == 409
    assert "示例海工装备有限公司" in page
    assert "示例另一名称" in page
    client.post(at(application, "answers/basic/"), {**sent, "_version": version_on(page)})
    application.refresh_from_db()
    assert application.unit_name == "示例另一名称"


def test_page_when_another_page_was_saved_meanwhile_then_no_conflict(client, application):
    page = client.get(at(application, "answers/contacts/")).content.decode()
    client.post(at(application, "answers/basic/"), basic(application))

    sent = {**CONTACTS, "_version": version_on(page)}
    response = client.post(at(application, "answers/contacts/"), sent)

    application.refresh_from_db()
    assert response.status_code == 302
    assert application.persons["contacts"]["primary_name"] == "示例甲"


def test_claims_when_saved_while_typing_then_kept_and_nothing_dropped(client, application):
    client.post(at(application, "claims/"), {**REASON, "c9-file": proof()})

    response = autosave(
        client, application, {"claims": "8", "c8-document_no": "BH2026"}, page="claims/"
    )

    assert response.status_code == 200
    claims = application.claims.order_by("criterion__code")
    assert [claim.criterion.code for claim in claims] == ["8", "9"]
    assert claims[0].document_no == "BH2026"


def test_autosave_when_the_visit_has_ended_then_says_so_without_saving(client, application):
    client.cookies.clear()

    response = autosave(client, application, basic(application))

    assert response.status_code == 403
    assert "查询码" in response.json()["message"]


def test_form_sent_after_the_visit_has_ended_when_the_code_is_given_then_nothing_is_lost(
    client, application
):
    client.cookies.clear()
    place = at(application, "answers/basic/")

    asked = client.post(place, basic(application))
    wrong = client.post(place, {**basic(application), "lookup_code": "22222222"})
    page = asked.content.decode()
    assert 'name="basic-unit_name" value="示例海工装备有限公司"' in page
    assert "对不上" in wrong.content.decode()
    response = client.post(place, {**basic(application), "lookup_code": code_of(application)})

    application.refresh_from_db()
    assert response["Location"] == at(application, "claims/")
    assert application.unit_name == "示例海工装备有限公司"


def test_form_sent_to_a_number_of_nobody_when_asked_for_the_code_then_looks_the_same(
    client, application
):
    client.cookies.clear()
    nobody = "/applications/form/SB202699999/answers/basic/"

    real = client.post(at(application, "answers/basic/"), {"a": "1", "lookup_code": "2"})
    none = client.post(nobody, {"a": "1", "lookup_code": "2"})

    assert real.status_code == none.status_code == 200
    texts = [
        "\n".join(line for line in page.content.decode().splitlines() if "csrf" not in line)
        for page in (real, none)
    ]
    assert texts[0].replace(application.application_no, "SB202699999") == texts[1]


def test_later_when_chosen_then_saved_and_resumed_by_number_and_code(client, application):
    client.post(at(application, "answers/basic/"), {**basic(application), "to": "later"})
    other = Client()

    opened = other.post(
        "/applications/form/lookup/",
        {
            "application_no": f" {application.application_no.lower()} ",
            "lookup_code": f"{code_of(application)[:4].lower()}-{code_of(application)[4:]}",
            "next": at(application, "answers/contacts/"),
        },
    )

    assert opened["Location"] == at(application, "answers/contacts/")
    assert "示例海工装备有限公司" in other.get(at(application)).content.decode()


def test_pages_when_shown_then_kept_nowhere(client, application):
    for page in ("", "number/", "answers/basic/", "claims/", "files/", "check/"):
        response = client.get(at(application, page))

        assert response.status_code == 200, page
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]


def test_page_when_its_applicant_became_staff_then_not_found(client, application):
    client.force_login(make_user(Role.HANDLER))

    assert client.get(at(application)).status_code == 404
    assert client.post(at(application, "answers/basic/"), {}).status_code == 404


def test_step_that_is_not_asked_when_opened_then_not_found(client, application):
    for step in ("platform", "claims", "filler", "nowhere"):
        assert client.get(at(application, f"answers/{step}/")).status_code == 404


def test_draft_when_its_round_has_closed_then_goes_on_in_another_one(client, application):
    fill(client, application)
    round_ = application.round
    round_.closes_at = NOON - timedelta(days=1)
    round_.save(update_fields=["closes_at"])
    later = make_round(now=NOON)

    refused = submit(client, application)
    page = client.get(at(application)).content.decode()
    client.post(at(application, "move/"), {"round": later.number})

    assert "这个批次已经截止" in refused.content.decode()
    assert f"转到{later.name}" in page
    assert submit(client, application)["Location"] == at(application, "receipt/")
    application.refresh_from_db()
    assert application.round == later
    assert client.post(at(application, "move/"), {"round": round_.number}).status_code == 302
    application.refresh_from_db()
    assert application.round == later


def test_draft_when_moved_to_another_scheme_then_conditions_follow_by_number(client, application):
    client.post(
        at(application, "claims/"),
        {**REASON, "claims": ["8", "9"], "c8-document_no": "BH1", "c9-file": proof()},
    )
    scheme = SchemeVersion.objects.create(code="2027", name="示例方案", effective_from=TODAY)
    nine = Criterion.objects.create(
        scheme=scheme, code="9", short_name="其他", wording="其他单位", proof_kind="free_reason"
    )
    later = make_round(now=NOON, scheme=scheme)

    client.post(at(application, "move/"), {"round": later.number})

    assert [claim.criterion for claim in application.claims.all()] == [nine]
