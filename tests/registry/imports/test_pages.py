"""The import by page: upload, look, answer, save, drop, come back; who may and who may not."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from ipcontact.accounts.roles import Role
from registry.imports.models import ImportRun
from registry.roster.models import RosterEdition
from registry.units.models import Unit
from tests.factories import credit_code, make_user
from tests.registry.imports.office_files import units_file

pytestmark = pytest.mark.django_db

EDITION = {"edition_name": "示例一批", "published_on": date(2021, 12, 20), "wants_edition": True}
NEW = "/imports/new/"
TYPED = {
    "purpose": "edition",
    "edition_name": "示例一批",
    "kind": "addition",
    "published_on": "2021年12月20日",
    "document_no": "",
}


@pytest.fixture
def page(client, handler):
    client.force_login(handler)
    return client


def workbook_upload(content: bytes, name: str = "现有名录.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_upload_when_posted_leads_to_the_preview_and_saving_publishes(page):
    content = units_file(["示例甲公司", credit_code(1)], ["示例乙公司", "12"])

    sent = page.post(NEW, {**TYPED, "file": workbook_upload(content)})
    run = ImportRun.objects.get()
    shown = page.get(sent.url)

    assert sent.url == run.get_absolute_url()
    assert "2行：1可导入、1信用代码位数不对（B3）。" in text(shown)
    assert "公布这一版（1 家）" in text(shown)
    assert not Unit.objects.exists()

    saved = page.post(reverse("imports:save", args=[run.key]), {"confirm": "1"}, follow=True)

    edition = RosterEdition.objects.get()
    assert edition.get_absolute_url() in text(saved)
    assert "公布这一版" not in text(saved)
    again = page.post(reverse("imports:save", args=[run.key]), {"confirm": "1"})
    assert (again.status_code, RosterEdition.objects.count()) == (302, 1)


def test_upload_when_unreadable_says_why_and_keeps_what_was_typed(page):
    response = page.post(NEW, {**TYPED, "file": workbook_upload(b"nothing", "坏.xlsx")})

    assert response.status_code == 200
    assert "这不是 Excel 表格" in text(response)
    assert 'value="示例一批"' in text(response)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("missing", ["file", "purpose", "published_on"])
def test_upload_when_a_field_is_missing_or_wrong_is_refused(page, missing):
    data = {**TYPED, "file": workbook_upload(units_file(["示例甲公司", credit_code(1)]))}
    data[missing] = "不是日期" if missing == "published_on" else ""

    response = page.post(NEW, data)

    assert response.status_code == 200
    assert not ImportRun.objects.exists()


def test_answers_when_given_make_a_new_preview(page, uploaded):
    code = credit_code(5)
    code = code[:17] + ("1" if code[17] != "1" else "2")
    run = uploaded(units_file(["示例甲公司", code]), wants_edition=True)
    shown = text(page.get(run.get_absolute_url()))
    assert "还不能保存" in shown
    assert f'value="{code}"' in shown

    page.post(reverse("imports:answers", args=[run.key]), {**TYPED, "confirmed_codes": [code]})

    run.refresh_from_db()
    assert (run.summary["questions"], run.confirmed_codes) == ([], [code])
    assert "公布这一版（1 家）" in text(page.get(run.get_absolute_url()))


def test_answers_when_code_was_not_asked_for_are_refused(page, uploaded):
    run = uploaded(units_file(["示例甲公司", credit_code(1)]))

    page.post(reverse("imports:answers", args=[run.key]), {**TYPED, "confirmed_codes": ["9" * 18]})

    run.refresh_from_db()
    assert run.confirmed_codes == []


def test_preview_when_lines_change_shows_old_and_new_and_filters(page, uploaded):
    Unit.objects.all().delete()
    first = uploaded(
        units_file(["示例甲公司", credit_code(1), "天津市滨海新区旧址"], header=("住所",))
    )
    page.post(reverse("imports:save", args=[first.key]), {"confirm": "1"})
    run = uploaded(
        units_file(
            ["示例甲公司", credit_code(1), "天津市滨海新区<新>址"],
            ["示例乙公司", credit_code(2), "北京市示例路"],
            header=("住所",),
        )
    )

    everything = text(page.get(run.get_absolute_url()))
    updated = text(page.get(run.get_absolute_url(), {"verdict": "updated"}))
    warned = text(page.get(run.get_absolute_url(), {"warned": "1"}))

    assert "<del>天津市滨海新区旧址</del> → <ins>天津市滨海新区&lt;新&gt;址</ins>" in everything
    assert "示例乙公司" in everything
    assert "示例乙公司" not in updated
    assert "示例甲公司" not in warned
    assert "<b>C3</b>" in warned


def test_rejected_rows_when_downloaded_come_with_reasons_and_can_be_mended(page, uploaded):
    run = uploaded(
        units_file(
            ["示例甲公司", credit_code(1), "示例阀门"],
            ["=示例乙公司", "12", "示例仪表"],
            header=("主导产品",),
        )
    )

    response = page.get(reverse("imports:rejected", args=[run.key]))

    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    header = next(row for row in rows if "不能导入的原因" in row)
    data = dict(zip(header, rows[rows.index(header) + 1], strict=True))
    assert (data["原文件行号"], data["统一社会信用代码"], data["主导产品"]) == (3, "12", "示例仪表")
    assert "B3 代码应为 18 位" in data["不能导入的原因"]


def test_rejected_rows_when_mended_and_imported_then_their_own_columns_are_no_note(page, uploaded):
    run = uploaded(units_file(["示例乙公司", "12", "示例仪表"], header=("主导产品",)))
    response = page.get(reverse("imports:rejected", args=[run.key]))
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    sheet = book.worksheets[0]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "12")
    cell.value = credit_code(2)
    mended = BytesIO()
    book.save(mended)

    again = uploaded(mended.getvalue())

    [line] = again.lines.all()
    notes = [change["new"] for change in line.changes if change["column"] == "备注"]
    assert (line.verdict, notes) == ("new", ["主导产品：示例仪表"])


def test_preview_when_nothing_is_new_then_says_so_and_offers_no_saving(page, uploaded):
    content = units_file(["示例甲公司", credit_code(1)])
    first = uploaded(content)
    page.post(reverse("imports:save", args=[first.key]), {"confirm": "1"})

    shown = text(page.get(uploaded(content).get_absolute_url()))

    assert "没有要写入的内容" in shown
    assert 'name="confirm"' not in shown


def test_rejected_rows_when_there_are_none_is_not_found(page, uploaded):
    run = uploaded(units_file(["示例甲公司", credit_code(1)]))

    assert page.get(reverse("imports:rejected", args=[run.key])).status_code == 404


def test_drop_when_confirmed_forgets_the_run(page, uploaded):
    run = uploaded(units_file(["示例甲公司", credit_code(1)]))
    address = reverse("imports:drop", args=[run.key])

    assert "名录和单位不受影响" in text(page.get(address))
    page.post(address, {"confirm": "1"})

    run.refresh_from_db()
    assert run.state == "dropped"
    assert page.get(run.get_absolute_url()).status_code == 200


def test_running_import_when_opened_refreshes_itself_and_is_in_the_list(page, uploaded):
    run = uploaded(units_file(["示例甲公司", credit_code(1)]))
    ImportRun.objects.filter(pk=run.pk).update(state="saving", done=40, total=100)

    shown = text(page.get(run.get_absolute_url()))

    assert '<meta http-equiv="refresh" content="3">' in shown
    assert '<progress id="progress" value="40" max="100">' in shown
    assert run.get_absolute_url() in text(page.get(reverse("imports:list")))


def test_save_when_only_visited_writes_nothing(page, uploaded):
    run = uploaded(units_file(["示例甲公司", credit_code(1)]), **EDITION)

    shown = text(page.get(reverse("imports:save", args=[run.key])))

    assert "登记“示例一批”，列入 1 家，移出 0 家。" in shown
    assert not Unit.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.HANDLER])
def test_every_page_when_role_may_not_import_is_refused(client, uploaded, role):
    run = uploaded(units_file(["示例甲公司", credit_code(1)], ["示例乙公司", "1"]))
    client.force_login(make_user(role))
    names = ("run", "answers", "save", "drop", "rejected")
    addresses = [reverse(f"imports:{name}", args=[run.key]) for name in names]
    addresses += [reverse("imports:list"), NEW]

    assert {client.get(address).status_code for address in addresses} == {403}
    assert {client.post(address, {"confirm": "1"}).status_code for address in addresses} == {403}
    run.refresh_from_db()
    assert run.state == "previewed"


def test_every_page_when_nobody_is_signed_in_leads_to_sign_in(client, uploaded):
    run = uploaded(units_file(["示例甲公司", credit_code(1)]))

    for address in (reverse("imports:list"), NEW, run.get_absolute_url()):
        assert "/accounts/login/" in client.get(address).url


def test_run_when_unknown_is_not_found(page):
    key = "00000000-0000-4000-8000-000000000000"

    assert page.get(reverse("imports:run", args=[key])).status_code == 404


def test_queries_of_preview_when_lines_grow_stay_the_same(
    page, uploaded, django_assert_max_num_queries
):
    small = uploaded(units_file(["示例甲公司", credit_code(1)]))
    large = uploaded(units_file(*([f"示例{n}号公司", credit_code(n)] for n in range(1, 31))))
    page.get(small.get_absolute_url())

    with django_assert_max_num_queries(14) as few:
        page.get(small.get_absolute_url())
    with django_assert_max_num_queries(14) as many:
        page.get(large.get_absolute_url())

    assert len(few) == len(many)


def test_preview_when_the_reader_could_not_use_a_cell_then_the_row_says_so(page, uploaded):
    content = units_file(["示例甲公司", credit_code(1), "2030-13-01"], header=["成立日期"])
    run = uploaded(content)

    line = run.lines.get()

    assert [hint["address"] for hint in line.warnings] == ["C2"]
    assert "<b>C2</b>" in text(page.get(run.get_absolute_url()))
