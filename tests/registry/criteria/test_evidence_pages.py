"""Pages of proofs: the board, the list, one proof, handing in, checking."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ipcontact.accounts.roles import Role
from ipcontact.ui.registry import worklist
from registry.criteria.choices import CheckState
from registry.criteria.models import Evidence
from registry.criteria.services import check_evidence
from tests.factories import TODAY, make_agency, make_unit, make_units, make_user
from tests.files import samples
from tests.registry.criteria.conftest import CERTIFICATE
from tests.registry.criteria.proofs import patent_rows, workbook

pytestmark = pytest.mark.django_db
LIST = "/criteria/evidence/"


def one(unit, code="1", verb="") -> str:
    return f"/criteria/units/{unit.public_no}/{code}/{verb}"


def names(response) -> set[str]:
    return {row.record.unit.name for row in response.context["table"].page.object_list}


@pytest.fixture
def signed_in(client, clerk):
    client.force_login(clerk)
    return client


def posted(**values) -> dict:
    return {**CERTIFICATE, "issued_on": "2024-10-31", "statement": "", **values}


def test_board_when_the_unit_is_opened_then_says_what_is_proven(signed_in, unit, clerk, put):
    check_evidence(put(unit), accept=True, by=clerk, today=TODAY)
    put(unit, "8", {"document_no": "BA000001"})

    page = signed_in.get(unit.get_absolute_url()).content.decode()

    assert "申报 2 项，已证明 1 项，符合入库条件" in page
    assert '至<time datetime="2027-10-30">' in page
    assert "证书.pdf" in page
    assert f"{one(unit, '8')}#check" in page
    assert "不适用于企业" in page


def test_check_page_when_one_registered_it_oneself_then_it_cannot_be_done_now(
    signed_in, client, unit, clerk, handler, put
):
    put(unit, by=clerk)

    mine = signed_in.get(one(unit, verb="check/")).content.decode()
    client.force_login(handler)
    anothers = client.get(one(unit, verb="check/")).content.decode()

    assert "现在不能办" in mine
    assert "须由另一人核对" in mine
    assert 'name="verdict"' not in mine
    assert "现在不能办" not in anothers
    assert 'name="verdict"' in anothers


def test_page_when_one_registered_it_oneself_then_no_form_but_why_and_no_work(
    signed_in, client, unit, clerk, handler, put
):
    proof = put(unit, by=clerk)
    what = {"verdict": "accepted", "note": "", "_version": proof.mark}

    page = signed_in.get(one(unit)).content.decode()
    posted_page = signed_in.post(one(unit, verb="check/"), what).content.decode()

    proof.refresh_from_db()
    assert "须由另一人核对" in page
    assert "登记核对结果" not in page
    assert "须由另一人核对" in posted_page
    assert proof.state == CheckState.UNCHECKED
    [source] = [each for each in worklist if each.name == "证明材料"]
    assert not list(source.items(clerk, TODAY))
    assert list(source.items(handler, TODAY))


def test_board_when_proofs_grow_then_queries_do_not(signed_in, unit, put):
    signed_in.get(unit.get_absolute_url())

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            signed_in.get(unit.get_absolute_url())
        return len(found)

    put(unit)
    few = queries()
    for code in ("2", "3", "4", "5", "8", "9"):
        put(unit, code, {"document_no": code})

    assert queries() == few


def test_list_when_opened_then_has_current_proofs_of_own_units(signed_in, unit, handler, put):
    hidden = make_unit("示例别处有限公司", lead_agency=make_agency("station"))
    put(hidden)
    put(unit)
    put(unit, values={"document_no": "GR202612000001"})

    response = signed_in.get(LIST)

    assert names(response) == {unit.name}
    assert response.context["count"].number == 1
    assert hidden.name not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"甲", "乙", "丙"}),
        ({"expiry": "over"}, {"甲"}),
        ({"expiry": "soon"}, {"乙"}),
        ({"expiry": "none"}, {"丙"}),
        ({"state": "accepted"}, {"乙"}),
        ({"criterion": "8"}, {"丙"}),
        ({"q": "示例丙"}, {"丙"}),
        ({"q": "BA0000"}, {"丙"}),
        ({"members": "1"}, set()),
        ({"source": "center_list"}, set()),
        ({"expiry": "nonsense", "criterion": "77", "state": "x"}, {"甲", "乙", "丙"}),
    ],
)
def test_list_when_filtered_then_only_what_fits(client, handler, put, today, query, found):
    first, second, third = (make_unit(f"示例{word}有限公司") for word in "甲乙丙")
    put(first, values={**CERTIFICATE, "expires_on": TODAY - timedelta(days=1)})
    soon = put(second, values={**CERTIFICATE, "expires_on": TODAY + timedelta(days=90)})
    check_evidence(soon, accept=True, by=handler, today=TODAY)
    put(third, "8", {"document_no": "BA000001"})
    client.force_login(handler)

    assert names(client.get(LIST, query)) == {f"示例{word}有限公司" for word in found}


@pytest.mark.parametrize(
    "query", ["q=%00", "page=-1", "sort=nope", "expiry[]=x", "q=" + "长" * 500]
)
def test_list_when_the_query_is_hostile_then_answers(signed_in, query):
    assert signed_in.get(f"{LIST}?{query}").status_code == 200


def test_list_when_rows_grow_then_queries_do_not(client, handler, put, today):
    client.force_login(handler)
    units = make_units(6)
    put(units[0])

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(LIST)
        return len(found)

    queries()
    few = queries()
    for unit in units[1:]:
        put(unit)

    assert queries() == few


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.LIAISON_OFFICER, 200),
        (Role.AGENCY_HEAD, 200),
        (Role.UNIT_USER, 403),
        (Role.EXPERT, 403),
        (Role.SYSTEM_ADMIN, 403),
    ],
)
def test_list_when_opened_then_by_staff_of_the_register(client, station, role, status):
    client.force_login(make_user(role, agency=station))

    assert client.get(LIST).status_code == status


@pytest.mark.parametrize("verb", ["", "put/", "check/"])
def test_proof_when_the_unit_is_anothers_then_is_not_there(client, unit, put, verb):
    put(unit)
    client.force_login(make_user(Role.AGENCY_CLERK, agency=make_agency("station")))

    response = client.get(one(unit, "1", verb))

    assert response.status_code == 404
    assert unit.name not in response.content.decode()


@pytest.mark.parametrize("code", ["0", "10", "x", "1%00", "1'--"])
def test_proof_when_there_is_no_such_condition_then_is_not_there(signed_in, unit, code):
    assert signed_in.get(one(unit, code)).status_code == 404


def test_proof_when_there_is_none_then_says_what_is_needed(signed_in, unit):
    page = signed_in.get(one(unit, "4")).content.decode()

    assert "个案认定文书" in page
    assert one(unit, "4", "put/") in page
    assert signed_in.get(one(unit, "4", "check/")).status_code == 404


def test_proof_when_a_list_proves_it_then_shows_what_counts(signed_in, unit):
    sheet = workbook([*patent_rows(30), *patent_rows(1), ("CN112345678A",)])
    data = {"variant": "patents_held", "counted_on": "2026-08-31", "_version": "none"}

    response = signed_in.post(
        one(unit, "3", "put/"), {**data, "list": samples.upload("清单.xlsx", sheet)}, follow=True
    )

    page = response.content.decode()
    assert response.redirect_chain == [(one(unit, "3"), 302)]
    assert "清单共 32 行，<strong>计入 30 件</strong>（发明 30），不计入 2 行" in page
    assert "与 B3 重复，只计一次。" in page
    assert "清单.xlsx" in page


def test_put_when_sent_then_registers_and_leads_to_the_proof(signed_in, unit):
    scan = samples.upload("证书.pdf", samples.pdf())

    response = signed_in.post(one(unit, "1", "put/"), posted(_version="none", file=scan))

    assert response.url == one(unit)
    proof = Evidence.objects.get()
    assert (proof.document_no, proof.state) == ("GR202412000000", CheckState.UNCHECKED)


def test_put_when_sent_twice_then_the_second_is_told(signed_in, unit):
    for status in (302, 409):
        scan = samples.upload("证书.pdf", samples.pdf())
        response = signed_in.post(one(unit, "1", "put/"), posted(_version="none", file=scan))
        assert response.status_code == status

    assert Evidence.objects.count() == 1


def test_put_when_wrong_then_keeps_what_was_typed(signed_in, unit):
    sent = posted(_version="none", expires_on="2020-01-01", issuer="<b>示例</b>")

    response = signed_in.post(one(unit, "1", "put/"), sent)

    page = response.content.decode()
    assert "一般应为 2027-10-30" in page
    assert "还没有上传证书扫描件" in page
    assert "&lt;b&gt;示例&lt;/b&gt;" in page
    assert not Evidence.objects.exists()


def test_put_when_a_new_scan_comes_then_the_old_one_stays_with_the_old_proof(signed_in, unit, put):
    put(unit)
    mark = Evidence.objects.get().mark
    scan = samples.upload("新证书.pdf", samples.pdf())

    sent = posted(_version=mark, document_no="GR202612000001", file=scan)
    page = signed_in.post(one(unit, "1", "put/"), sent, follow=True).content.decode()

    assert page.count(">证书.pdf<") == 1
    assert page.count("新证书.pdf") >= 1
    assert "以前的证明" in page


def test_put_when_the_unit_hands_in_then_it_cannot_write_the_recommenders_words(client, own, unit):
    client.force_login(own)
    sent = {"statement": "出口多", "endorsement": "属实", "state": "accepted", "_version": "none"}

    client.post(one(unit, "9", "put/"), sent)

    proof = Evidence.objects.get()
    assert (proof.endorsement, proof.state) == ("", CheckState.UNCHECKED)


@pytest.mark.parametrize("role", [Role.LIAISON_OFFICER, Role.AGENCY_HEAD])
def test_put_when_the_role_may_not_then_neither_shown_nor_taken(client, station, unit, role):
    client.force_login(make_user(role, agency=station))

    assert one(unit, "1", "put/") not in client.get(one(unit)).content.decode()
    assert client.post(one(unit, "1", "put/"), posted()).status_code == 403
    assert not Evidence.objects.exists()


def test_check_when_accepted_then_the_page_says_so(signed_in, unit, clerk, put):
    mark = put(unit).mark
    sent = {"verdict": "accepted", "note": "", "_version": mark}

    page = signed_in.post(one(unit, "1", "check/"), sent, follow=True).content.decode()

    assert "已登记：已核实。" in page
    assert clerk.name in page
    assert "重新核对" in page


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "请选择核对结果"),
        ({"verdict": "unchecked"}, "选择"),
        ({"verdict": "rejected"}, "请写明未通过的原因"),
        ({"verdict": "rejected", "note": "长" * 301}, "300"),
    ],
)
def test_check_when_wrong_then_says_what_lacks(signed_in, unit, put, sent, says):
    put(unit)

    response = signed_in.post(one(unit, "1", "check/"), sent)

    assert response.status_code == 200
    assert says in response.content.decode()
    assert Evidence.objects.get().state == CheckState.UNCHECKED


def test_check_when_somebody_was_first_then_shows_it_and_writes_nothing(
    signed_in, unit, handler, put
):
    proof = put(unit)
    check_evidence(proof, accept=True, by=handler, today=TODAY)

    sent = {"verdict": "rejected", "note": "不符", "_version": proof.mark}
    response = signed_in.post(one(unit, "1", "check/"), sent)

    assert response.status_code == 409
    assert Evidence.objects.get().state == CheckState.ACCEPTED


def test_check_when_the_unit_looks_then_there_is_no_such_form(client, own, unit, put):
    put(unit)
    client.force_login(own)

    assert one(unit, "1", "check/") not in client.get(one(unit)).content.decode()
    assert client.post(one(unit, "1", "check/"), {"verdict": "accepted"}).status_code == 403


def test_file_when_downloaded_then_only_by_those_who_see_the_unit(client, own, unit, put):
    put(unit)
    client.force_login(own)
    [row] = client.get(one(unit)).context["row"].files
    response = client.get(row.get_absolute_url())
    assert b"".join(response.streaming_content) == samples.pdf()

    client.force_login(make_user(Role.AGENCY_CLERK, agency=make_agency("station")))

    assert client.get(row.get_absolute_url()).status_code == 404


def test_list_when_a_proof_has_ended_long_ago_then_the_member_stays(signed_in, unit, put):
    put(unit, values={**CERTIFICATE, "issued_on": date(2015, 1, 1)})

    unit.refresh_from_db()
    assert unit.membership_state == "listed"
    assert "不影响单位在库" in signed_in.get(LIST).content.decode()
