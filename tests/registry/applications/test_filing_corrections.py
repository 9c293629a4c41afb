"""退回修改: the unit sees and changes what was named, nothing else."""

import pytest

from ipcontact.files.formats import LIMITS
from ipcontact.files.services import files_of, store
from ipcontact.ui.errors import RuleViolation
from registry.applications import services
from registry.applications.choices import FilePurpose
from registry.applications.forms.claims import ClaimsPage
from tests.filing import NOON, TODAY, make_round, region_agency
from tests.registry.applications.filing import (
    at,
    basic,
    begin,
    fill,
    proof,
    return_with,
    submit,
    version_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(fixed_today):
    fixed_today(str(TODAY))


@pytest.fixture
def application(client, db):
    """A submitted file of a visitor."""
    region_agency()
    application = begin(client, make_round(now=NOON))
    fill(client, application)
    client.post(at(application, "files/"), {"policy": proof("制度.pdf")})
    submit(client, application)
    application.refresh_from_db()
    return application


def test_correction_when_opened_then_only_what_was_named_with_its_defect(client, application):
    return_with(
        application,
        ("basic.registered_address", "住所缺少门牌号"),
        ("claim.9", "请补充参展的证明"),
        ("file.application.policy", "制度没有盖章"),
    )

    page = client.get(at(application, "correct/")).content.decode()

    for shown in ("住所缺少门牌号", "请补充参展的证明", "制度没有盖章", "制度.pdf", "证明.pdf"):
        assert shown in page
    assert 'name="basic-registered_address"' in page
    assert 'name="c9-statement"' in page
    assert 'name="policy"' in page
    assert 'name="basic-unit_name"' not in page
    assert 'name="licence"' not in page
    assert 'name="c1-document_no"' not in page
    for step in ("answers/basic/", "claims/", "files/", "check/"):
        assert client.get(at(application, step))["Location"] == at(application, "correct/")


def test_correction_when_answered_then_back_where_it_came_from_and_the_clerk_is_told(
    client, application
):
    notice = return_with(
        application, ("basic.registered_address", "缺门牌号"), ("claim.9", "补充证明")
    )
    sent = {
        "basic-registered_address": "天津市滨海新区示例路2号",
        "c9-statement": "已在三个展会被仿冒。",
        "c9-file": proof("展会.pdf"),
    }

    first = client.post(at(application, "correct/"), sent)
    second = client.post(at(application, "correct/"), sent)

    application.refresh_from_db()
    notice.refresh_from_db()
    assert first["Location"] == second["Location"] == at(application, "receipt/")
    assert (application.state, notice.state) == ("agency_review", "answered")
    assert application.submissions.count() == 2
    latest = application.submissions.first()
    assert latest.answers["basic"]["registered_address"] == "天津市滨海新区示例路2号"
    assert latest.answers["basic"]["unit_name"] == "示例海工装备有限公司"
    assert [file["name"] for file in latest.claims[0]["files"]] == ["证明.pdf", "展会.pdf"]
    assert notice.drafted_by.messages.filter(kind="application.answered").count() == 1


def test_correction_when_fields_outside_are_sent_along_then_they_change_nothing(
    client, application
):
    return_with(application, ("basic.registered_address", "缺门牌号"))
    sent = {
        **basic(application, **{"basic-unit_name": "示例冒名有限公司"}),
        "basic-registered_address": "天津市滨海新区示例路2号",
        "contacts-primary_mobile": "13911111111",
        "claims": "8",
        "c8-document_no": "X",
        "c9-statement": "改写",
        "licence_by_bureau": "on",
        "state": "listed",
        "unit": "1",
    }

    client.post(at(application, "correct/"), sent)

    application.refresh_from_db()
    assert application.unit_name == "示例海工装备有限公司"
    assert application.persons["contacts"]["primary_mobile"] == "13900000001"
    assert application.claims.get().statement == "正在海外参展，常被仿冒。"
    assert not application.licence_by_bureau
    assert application.state == "agency_review"


@pytest.mark.parametrize(
    "change",
    [
        lambda file, who: services.save_section(
            file, section="basic", values={**file.answers["basic"], "unit_name": "改名"}, **who
        ),
        lambda file, who: services.set_claim(
            file, criterion=file.claims.get().criterion, values={"statement": "改"}, **who
        ),
        lambda file, who: services.drop_claim(file, criterion=file.claims.get().criterion, **who),
        lambda file, who: services.add_file(file, purpose=FilePurpose.OTHER, upload=proof(), **who),
        lambda file, who: services.add_proof_file(file.claims.get(), upload=proof(), **who),
        lambda file, who: services.set_licence_by_bureau(file, value=True, **who),
        lambda file, who: services.save_files(file, single={FilePurpose.LICENCE: proof()}, **who),
    ],
)
def test_services_when_asked_to_change_what_was_not_named_then_refuse(application, change):
    return_with(application, ("basic.registered_address", "缺门牌号"))
    who = {"by": None, "grant": str(application.key)}

    with pytest.raises(RuleViolation) as refusal:
        change(application, who)

    assert refusal.value.code == "not_in_notice"


def test_correction_when_nothing_was_mended_then_not_accepted(client, application):
    return_with(application, ("basic.registered_address", "缺门牌号"))
    same = {"basic-registered_address": application.answers["basic"]["registered_address"]}

    page = client.post(at(application, "correct/"), same).content.decode()

    application.refresh_from_db()
    assert "与上次提交的完全一样" in page
    assert application.state == "returned"


def test_correction_when_saved_for_later_then_kept_and_not_submitted(client, application):
    return_with(application, ("basic.registered_address", "缺门牌号"))

    client.post(
        at(application, "correct/"), {"basic-registered_address": "示例路3号", "to": "later"}
    )

    application.refresh_from_db()
    assert application.state == "returned"
    assert application.answers["basic"]["registered_address"] == "示例路3号"
    assert "补充材料" in client.get(at(application)).content.decode()


def test_correction_when_something_is_still_wrong_then_said_beside_it(client, application):
    return_with(application, ("contacts.primary_mobile", "打不通"))

    page = client.post(
        at(application, "correct/"), {"contacts-primary_mobile": "139"}
    ).content.decode()

    assert "手机号应为 11 位数字" in page
    assert 'value="139"' in page


def test_correction_when_a_newer_window_saved_then_refused(client, application):
    return_with(application, ("basic.registered_address", "缺门牌号"))
    old = version_on(client.get(at(application, "correct/")).content.decode())
    client.post(
        at(application, "correct/"), {"basic-registered_address": "示例路3号", "to": "later"}
    )

    response = client.post(
        at(application, "correct/"), {"basic-registered_address": "示例路4号", "_version": old}
    )

    application.refresh_from_db()
    assert response.status_code == 409
    assert application.answers["basic"]["registered_address"] == "示例路3号"


def test_correction_of_the_stamp_when_only_that_was_named_then_the_scan_answers_it(
    client, application
):
    return_with(application, ("file.application.sealed", "没有盖章"))
    client.post(at(application, "seal/"), {"scan": proof("盖章.pdf"), "version": "1"})

    response = client.post(at(application, "correct/"), {})

    assert response["Location"] == at(application, "receipt/")


def test_correction_of_all_conditions_when_named_then_another_one_may_be_claimed(
    client, application
):
    return_with(application, ("claims", "请改按保护中心备案申报"))

    client.post(at(application, "correct/"), {"claims": "8", "c8-document_no": "BH2026001"})

    application.refresh_from_db()
    assert application.state == "agency_review"
    assert [claim.criterion.code for claim in application.claims.all()] == ["8"]


MENDED = {
    "basic-registered_address": "天津市滨海新区示例路2号",
    "c9-statement": "已在三个展会被仿冒。",
}
TWO_DEFECTS = (("basic.registered_address", "缺门牌号"), ("claim.9", "补充证明"))


def withdraw(application):
    grant = str(application.key)
    services.withdraw(application, by=None, today=TODAY, grant=grant, reason="不再申报")


def assert_typed_is_shown_and_not_sent(response, application):
    page = response.content.decode()
    assert response.status_code == 409
    assert all(typed in page for typed in MENDED.values())
    assert "已撤回" in page
    assert "重新提交申报" not in page
    assert application.submissions.count() == 1


def test_correction_when_the_file_moved_meanwhile_then_no_receipt_and_what_was_typed_stays(
    client, application
):
    return_with(application, *TWO_DEFECTS)
    withdraw(application)

    response = client.post(at(application, "correct/"), MENDED)

    assert_typed_is_shown_and_not_sent(response, application)


def test_correction_when_an_earlier_one_was_answered_then_the_open_one_is_not_taken_for_it(
    client, application
):
    return_with(application, ("basic.registered_address", "缺门牌号"))
    client.post(at(application, "correct/"), {"basic-registered_address": "示例路3号"})
    return_with(application, *TWO_DEFECTS)
    withdraw(application)

    response = client.post(at(application, "correct/"), MENDED)

    assert response.status_code == 409
    with pytest.raises(RuleViolation) as refusal:
        services.resubmit(
            application, clicked_at=NOON, by=None, today=TODAY, grant=str(application.key)
        )
    assert refusal.value.code == "wrong_state"


def test_correction_when_the_file_moves_while_it_is_saved_then_nothing_is_kept_but_shown(
    client, application, monkeypatch
):
    return_with(application, *TWO_DEFECTS)
    read = ClaimsPage.claimed

    def quicker(page, **how):
        withdraw(application)
        return read(page, **how)

    monkeypatch.setattr(ClaimsPage, "claimed", quicker)
    response = client.post(at(application, "correct/"), MENDED)

    assert_typed_is_shown_and_not_sent(response, application)
    application.refresh_from_db()
    assert application.answers["basic"]["registered_address"] == "天津市滨海新区示例路1号"


def test_correction_when_all_is_kept_but_not_complete_then_the_page_shows_what_was_typed(
    client, application
):
    return_with(application, *TWO_DEFECTS, ("filler.is_agent", "请写明由谁填报"))

    page = client.post(at(application, "correct/"), {**MENDED, "filler-is_agent": "yes"}).text

    application.refresh_from_db()
    assert "请填写代填单位" in page
    assert all(typed in page for typed in MENDED.values())
    assert application.state == "returned"
    assert application.answers["basic"]["registered_address"] == MENDED["basic-registered_address"]


def test_correction_when_a_file_is_refused_then_all_that_was_typed_stays_on_the_page(
    client, application
):
    return_with(application, *TWO_DEFECTS)
    claim = application.claims.get()
    while files_of(claim).count() < LIMITS.per_owner:
        store(proof(), purpose="criteria.proof", by=None, owner=claim)

    response = client.post(at(application, "correct/"), {**MENDED, "c9-file": proof("又一.pdf")})

    application.refresh_from_db()
    claim.refresh_from_db()
    page = response.content.decode()
    assert all(typed in page for typed in MENDED.values())
    assert "重新提交申报" in page
    assert application.state == "returned"
    assert claim.statement == "正在海外参展，常被仿冒。"
    assert application.answers["basic"]["registered_address"] == "天津市滨海新区示例路1号"


def test_correction_when_a_notice_that_was_cancelled_is_sent_then_not_taken_for_the_open_one(
    client, application
):
    old = return_with(application, ("basic.registered_address", "缺门牌号"))
    old.state = "cancelled"
    old.save(update_fields=["state"])
    new = application.correction_notices.create(
        number=2, state="sent", drafted_by=old.drafted_by, sent_on=TODAY, due_on=TODAY
    )
    new.items.create(path="claim.9", label="入库条件", defect="补充证明")
    typed = {"notice": str(old.number), "basic-registered_address": "示例路6号"}

    response = client.post(at(application, "correct/"), typed)

    application.refresh_from_db()
    assert response.status_code == 409
    assert "示例路6号" in response.content.decode()
    assert application.state == "returned"
