"""The pages: who gets them, what they say, that looking changes nothing."""

import pytest
from django.urls import reverse

from ipcontact.accounts.roles import Role
from ipcontact.acts.models import Act
from ipcontact.notifications.models import Message, OneTimeLink
from registry.recommendations.models import Recommendation, RecommendationSheet
from tests.factories import credit_code, make_agency, make_user
from tests.files import samples
from tests.filing import make_round, submitted
from tests.recommending import (
    clerk_of,
    drafted,
    head_of,
    office_sheet,
    rows_of,
    set_quota,
    signed,
    stamped_page,
)

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def now(fixed_today):
    fixed_today("2026-09-18")


def url(name: str, *args) -> str:
    return reverse(f"recommendations:{name}", args=args)


def page(response) -> str:
    return response.content.decode()


def sheet_file(lines) -> object:
    return samples.upload("推荐汇总表.xlsx", office_sheet(lines))


def upload(client, round_, lines) -> RecommendationSheet:
    data = {"file": sheet_file(lines), "round": round_.number}
    client.post(url("sheet-new"), data)
    return RecommendationSheet.objects.latest("pk")


def test_list_when_opened_then_own_rows_with_quota_and_the_upload(client, station, round_, clerk):
    own = signed(round_, agency=station)
    signed(round_, agency=make_agency("station"), unit_name="示例别所有限公司")
    set_quota(round_, station, 25)
    client.force_login(clerk)

    text = page(client.get(url("list")))

    assert own.application.unit_name in text
    assert "示例别所有限公司" not in text
    assert "推荐名额 25 家，已签发 1 家，还剩 24 家" in text
    assert 'type="file"' in text


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_when_longer_then_no_more_queries(
    client, station, round_, clerk, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        signed(round_, agency=station)
    client.force_login(clerk)
    upload(client, round_, [(f"示例{n}号有限公司", credit_code()) for n in range(rows)])
    sheet = RecommendationSheet.objects.get()
    client.get(url("list"))

    with django_assert_max_num_queries(40):
        client.get(url("list"))
    with django_assert_max_num_queries(30):
        client.get(sheet.get_absolute_url())


def test_list_when_filtered_by_step_then_only_those(client, station, round_, head):
    draft, asked = drafted(round_, agency=station), signed(round_, agency=station, head=head)
    client.force_login(head)

    to_sign = page(client.get(url("list"), {"step": "to_sign"}))
    unconfirmed = page(client.get(url("list"), {"step": "unconfirmed"}))

    assert (draft.application.unit_name in to_sign, asked.application.unit_name in to_sign) == (
        True,
        False,
    )
    assert draft.application.unit_name not in unconfirmed
    assert asked.application.unit_name in unconfirmed


def test_record_when_of_another_agency_then_404_and_without_contact_for_all(
    client, station, round_, clerk
):
    made = signed(round_, agency=station)
    client.force_login(clerk_of(make_agency("station")))
    assert client.get(made.get_absolute_url()).status_code == 404
    client.force_login(clerk)

    text = page(client.get(made.get_absolute_url()))

    assert "139****0088" in text
    assert "13900000088" not in text
    assert "登记纸面确认" in text
    assert "签发推荐</a>" not in text


def test_story_when_the_office_imports_signs_and_copies_then_each_unit_is_asked(
    client, station, round_, clerk, head
):
    lines = [(f"示例故事{n}号有限公司", credit_code()) for n in range(3)]
    client.force_login(clerk)
    sheet = upload(client, round_, [*lines, ("示例错码有限公司", "123")])
    assert "3家可导入、1行信用代码位数不对（C7）" in page(client.get(sheet.get_absolute_url()))
    client.post(url("sheet-import", sheet.key), {"confirm": "1"})
    waiting = page(client.get(sheet.get_absolute_url()))
    assert "3 份推荐已拟好，等负责人签发" in waiting
    client.force_login(head)
    keys = list(Recommendation.objects.values_list("key", flat=True))
    asked = page(client.post(url("sign-many"), {"pick": keys}))
    assert "推荐 3 家" in asked
    client.post(url("sign-many"), {"pick": keys, "confirm": "1"})
    client.force_login(clerk)
    assert OneTimeLink.objects.count() == 0

    response = client.post(url("texts", sheet.key), {"confirm": "1"})

    text = page(response)
    assert (
        response["Cache-Control"] == "private, no-store" or "no-store" in response["Cache-Control"]
    )
    assert text.count("/recommendations/confirm/") == 3
    assert OneTimeLink.objects.count() == 3
    qr = page(client.post(url("qr-sheets", sheet.key), {"confirm": "1"}))
    assert qr.count("确认二维码") == 3
    content = b"".join(client.get(url("rejected", sheet.key)).streaming_content)
    [row] = [row for row in rows_of(content) if "示例错码有限公司" in row]
    assert "代码应为 18 位" in row[-1]


def test_line_when_mended_on_the_page_then_back_to_the_sheet(client, round_, clerk):
    client.force_login(clerk)
    sheet = upload(client, round_, [("示例错码有限公司", "123")])
    [line] = sheet.lines.all()
    assert "代码应为 18 位" in page(client.get(line.get_absolute_url()))
    good = credit_code()

    wrong = client.post(line.get_absolute_url(), {"name": line.unit_name, "credit_code": "12"})
    right = client.post(line.get_absolute_url(), {"name": line.unit_name, "credit_code": good})

    line.refresh_from_db()
    assert wrong.url == line.get_absolute_url()
    assert right.url == sheet.get_absolute_url()
    assert (line.verdict, line.credit_code) == ("ready", good)


def test_upload_when_no_sheet_then_the_same_page_says_why(client, round_, clerk):
    client.force_login(clerk)
    file = samples.upload("说明.xlsx", b"no sheet")

    response = client.post(url("sheet-new"), {"file": file, "round": round_.number})

    assert response.status_code == 200
    assert "callout bad" in page(response) or "error" in page(response)
    assert not RecommendationSheet.objects.exists()


def test_draft_when_typed_then_kept_and_a_wrong_code_is_explained(client, station, round_, clerk):
    client.force_login(clerk)
    typed = {
        "round": round_.number,
        "unit_name": "示例手写有限公司",
        "credit_code": "91120116MA00000010",
        "unit_kind": "enterprise",
        "criteria": ["1"],
        "contact_mobile": "139 0000 0001",
    }

    wrong = page(client.post(url("new"), typed))
    confirmed = client.post(url("new"), {**typed, "code_confirmed": "on", "id": "1"})

    made = Recommendation.objects.get()
    assert "第 18 位校验码" in wrong
    assert "示例手写有限公司" in wrong
    assert confirmed.url == made.get_absolute_url()
    assert made.contact_mobile == "13900000001"
    edited = client.post(url("edit", made.key), {**typed, "credit_code": credit_code()})
    assert edited.status_code == 302


def test_opinion_when_drafted_and_signed_by_page_then_at_the_bureau(client, station, clerk, head):
    filed = submitted()
    client.force_login(clerk)
    client.post(
        url("opinion", filed.application_no), {"opinion": "recommended", "statement": "同意"}
    )
    made = Recommendation.objects.get()
    client.force_login(head)
    client.get(url("sign", made.key))
    filed.refresh_from_db()
    assert filed.state == "agency_review"

    client.post(url("sign", made.key), {"confirm": "1"})

    filed.refresh_from_db()
    assert filed.state == "bureau_review"
    step = Act.objects.of(filed).latest("pk")
    assert (step.code, step.acted_by) == ("application.endorse", head)


def test_settle_when_two_claim_then_the_page_names_both_and_decides(client, station, round_, clerk):
    made = signed(round_, agency=station)
    claim = submitted(round_, credit_code=made.application.credit_code)
    client.force_login(clerk)

    text = page(client.get(url("settle", claim.application_no)))
    client.post(
        url("settle", claim.application_no),
        {"winner": claim.application_no, "reason": "盖章件与执照一致"},
    )

    claim.refresh_from_db()
    assert made.application.application_no in text
    assert (claim.is_rival, claim.is_recommended) == (False, True)


def test_paper_when_uploaded_by_the_clerk_then_confirmed(client, station, round_, clerk):
    made = signed(round_, agency=station)
    client.force_login(clerk)

    sent = {"event_on": "2026-09-18", "scan": stamped_page(), "criteria": ["1"]}
    client.post(url("paper", made.key), sent)

    made.application.refresh_from_db()
    assert made.application.state == "bureau_review"


def test_wrong_roles_when_they_post_then_refused(client, station, round_):
    made = signed(round_, agency=station)
    before = Message.objects.count()
    for role, name in ((Role.AGENCY_CLERK, "revoke"), (Role.AGENCY_HEAD, "contact")):
        client.force_login(make_user(role, agency=station))
        response = client.post(url(name, made.key), {"confirm": "1", "reason": "x"})
        assert response.status_code == 403
    client.force_login(head_of(make_agency("station")))
    assert client.post(url("revoke", made.key), {"confirm": "1"}).status_code == 404

    made.refresh_from_db()
    assert (made.state, Message.objects.count()) == ("signed", before)


def test_desk_when_work_waits_then_each_has_its_line(client, station, round_, clerk, head):
    drafted(round_, agency=station)
    asked = signed(round_, agency=station)
    submitted(round_, credit_code=asked.application.credit_code)
    client.force_login(clerk)
    upload(client, round_, [("示例待导有限公司", credit_code())])

    clerks = page(client.get("/desk/"))
    client.force_login(head)
    heads = page(client.get("/desk/"))

    assert "还没有确认推荐" in clerks
    assert "导入推荐汇总表：推荐汇总表.xlsx" in clerks
    assert "有两件在办的申报" in clerks
    assert "推荐，待签发" in heads


def test_records_when_recommended_then_unit_and_application_show_it(client, station, round_, clerk):
    made = signed(round_, agency=station)
    client.force_login(clerk)

    unit = page(client.get(made.application.unit.get_absolute_url()))
    file = page(client.get(made.application.get_absolute_url()))

    assert made.get_absolute_url() in unit
    assert made.get_absolute_url() in file
    assert "登记纸面确认" in file


def test_no_round_when_nothing_is_open_then_the_page_says_so(client, station, clerk):
    make_round(state="concluded")
    client.force_login(clerk)

    assert "没有正在申报的批次" in page(client.get(url("new")))
    assert "没有正在申报的批次" in page(client.get(url("sheet-new")))
