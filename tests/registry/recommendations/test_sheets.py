"""A 推荐汇总表 as the office wrote it: previewed, mended, imported once; the command."""

import json
import time
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from ipcontact.accounts.roles import Role
from ipcontact.audit.models import Change
from ipcontact.sheets.table import SheetError
from ipcontact.sheets.writer import Official, stream_xlsx
from ipcontact.text.credit_code import expected_check_character
from ipcontact.ui.errors import RuleViolation
from registry.applications.models import Application
from registry.imports.rejected import REASON
from registry.recommendations import services as recommendations
from registry.recommendations.models import Recommendation, RecommendationSheet
from registry.recommendations.rejected import rejected_rows
from registry.recommendations.services import sheets as services
from registry.units.models import Unit
from tests.factories import credit_code, make_agency, make_edition, make_unit, make_user
from tests.filing import NOON, TODAY, submitted
from tests.recommending import clerk_of, drafted, office_sheet, set_quota
from tests.workbooks import office_roster

pytestmark = pytest.mark.django_db
REAL = Path(settings.BASE_DIR).parent / "shared" / "data" / "real_enterprises.xlsx"


def lines_of(count: int) -> list[tuple[str, str]]:
    return [(f"示例汇总{number}号有限公司", credit_code()) for number in range(count)]


def wrong_at_ninth(code: str) -> str:
    """A code with a letter that no code has in its ninth place."""
    return f"{code[:8]}O{code[9:]}"


@pytest.fixture
def upload(station, round_, clerk):
    def go(content: bytes, **values) -> RecommendationSheet:
        values = {"agency": station, "round": round_, "by": clerk, **values}
        return services.upload(content=content, filename="推荐汇总表.xlsx", today=TODAY, **values)

    return go


def test_upload_when_as_the_office_wrote_it_then_one_sentence_says_what_becomes_of_it(upload):
    unit = make_unit()
    make_edition([unit])
    lines = lines_of(3)
    lines += [(unit.name, unit.credit_code), ("示例错码有限公司", wrong_at_ninth(credit_code()))]

    sheet = upload(office_sheet(lines))

    assert sheet.summary["sentence"] == "5行：3家可导入、1家已在库、1行信用代码第9位有误（C8）。"
    assert [(line.number, line.verdict) for line in sheet.lines.all()] == [
        (4, "ready"),
        (5, "ready"),
        (6, "ready"),
        (7, "listed"),
        (8, "rejected"),
    ]
    [defect] = sheet.lines.get(number=8).defects
    assert (defect["address"], defect["column"]) == ("C8", "统一社会信用代码")
    assert not Recommendation.objects.exists()


def test_upload_when_contacts_are_named_then_kept_apart_and_not_in_the_history(upload):
    sheet = upload(office_sheet(lines_of(1)))

    line = sheet.lines.get()
    assert line.persons == {"contact_name": "示例甲", "contact_phone": "13900000001"}
    assert "contact_name" not in line.values["cells"]
    assert "13900000001" not in json.dumps(
        list(Change.objects.values_list("after", flat=True)), default=str
    )


def test_upload_when_a_unit_stands_twice_or_is_recommended_or_filed_itself_then_said(
    upload, station, round_
):
    own = drafted(round_, agency=station)
    filed = submitted(round_)
    [first] = lines_of(1)
    lines = [
        first,
        (first[0], first[1].lower()),
        (own.application.unit_name, own.application.credit_code),
        (filed.unit_name, filed.credit_code),
    ]

    sheet = upload(office_sheet(lines))

    found = {line.number: line for line in sheet.lines.all()}
    assert [line.verdict for line in found.values()] == ["ready", "rejected", "open", "ready"]
    assert "与第 4 行重复" in found[5].defects[0]["reason"]
    assert own.application.application_no in found[6].defects[0]["reason"]
    assert filed.application_no in found[7].warnings[-1]["reason"]
    assert sheet.summary["joining"] == 1


def test_upload_when_unreadable_or_by_the_wrong_people_then_refused(upload, station):
    with pytest.raises(SheetError):
        upload(b"<html>")
    with pytest.raises(PermissionDenied):
        upload(office_sheet(lines_of(1)), by=make_user(Role.AGENCY_HEAD, agency=station))
    with pytest.raises(PermissionDenied):
        upload(office_sheet(lines_of(1)), by=clerk_of(make_agency("station")))
    bureau = make_agency("bureau")
    with pytest.raises(RuleViolation, match="不是推荐单位"):
        upload(office_sheet(lines_of(1)), agency=bureau, by=clerk_of(bureau))

    assert not RecommendationSheet.objects.exists()


def test_mend_when_the_code_is_put_right_then_ready_and_the_sentence_follows(upload, clerk):
    good = credit_code()
    sheet = upload(office_sheet([*lines_of(1), ("示例错码有限公司", wrong_at_ninth(good))]))
    line = sheet.lines.get(number=5)

    line = services.mend(
        line, cells={"credit_code": good}, is_confirmed=False, by=clerk, today=TODAY
    )

    sheet.refresh_from_db()
    assert (line.verdict, line.defects, line.credit_code) == ("ready", [], good)
    assert sheet.summary["sentence"] == "2行：2家可导入。"


def test_mend_when_the_early_code_was_compared_with_the_licence_then_ready_and_imported(
    upload, clerk, head
):
    code = credit_code()
    wrong = code[:17] + ("0" if expected_check_character(code[:17]) != "0" else "1")
    sheet = upload(office_sheet([("示例老证有限公司", wrong)]))
    line = sheet.lines.get()
    assert line.defects[0]["may_confirm"]

    services.mend(line, cells={}, is_confirmed=True, by=clerk, today=TODAY)
    services.import_ready(sheet, by=clerk, now=NOON, today=TODAY)
    recommendations.sign(Recommendation.objects.get(), by=head, today=TODAY, now=NOON)

    [known] = Unit.objects.get(credit_code=wrong).codes.all()
    assert known.is_confirmed


def test_mend_when_a_formula_stood_in_the_name_then_the_typed_name_counts(upload, clerk):
    sheet = upload(office_sheet([("=A1", credit_code())]))
    line = sheet.lines.get()
    assert "公式" in line.defects[0]["reason"]

    line = services.mend(
        line, cells={"name": "示例手填有限公司"}, is_confirmed=False, by=clerk, today=TODAY
    )

    assert (line.verdict, line.unit_name) == ("ready", "示例手填有限公司")


def test_import_when_confirmed_then_every_ready_line_is_drafted_with_its_facts(upload, clerk):
    lines = [(*line, "1、3", "示例乙", "13900000077") for line in lines_of(2)]
    sheet = upload(office_sheet([*lines, ("示例错码有限公司", "123")]))

    services.import_ready(sheet, by=clerk, now=NOON, today=TODAY)

    sheet.refresh_from_db()
    made = Recommendation.objects.order_by("pk")
    assert [each.application.unit_name for each in made] == [line[0] for line in lines]
    assert {each.state for each in made} == {"drafting"}
    assert (made[0].contact_mobile, made[0].sheet_line.number) == ("13900000077", 4)
    assert made[0].application.answers["basic"]["region"] == "120116001"
    codes = made[0].application.claims.values_list("criterion__code", flat=True)
    assert sorted(codes) == ["1", "3"]
    assert sheet.state == "imported"
    assert sheet.summary["sentence"].startswith("3行：2家已导入、1行信用代码位数不对（C6）")


def test_import_when_run_again_then_nothing_changes(upload, clerk):
    sheet = upload(office_sheet(lines_of(2)))
    services.import_ready(sheet, by=clerk, now=NOON, today=TODAY)
    before = Recommendation.objects.count(), Application.objects.count()

    services.import_ready(sheet, by=clerk, now=NOON, today=TODAY)
    again = upload(bytes(RecommendationSheet.objects.get().content))

    assert (Recommendation.objects.count(), Application.objects.count()) == before
    assert again.summary["sentence"] == "2行：0家可导入、2家已推荐或已在办。"
    with pytest.raises(RuleViolation) as refusal:
        services.import_ready(again, by=clerk, now=NOON, today=TODAY)
    assert refusal.value.code == "nothing"


def test_import_when_something_changed_since_the_preview_then_previewed_anew(
    upload, station, round_, clerk
):
    lines = lines_of(2)
    sheet = upload(office_sheet(lines))
    drafted(round_, agency=station, credit_code=lines[0][1])

    with pytest.raises(RuleViolation) as refusal:
        services.import_ready(sheet, by=clerk, now=NOON, today=TODAY)
    services.import_ready(sheet, by=clerk, now=NOON, today=TODAY)

    sheet.refresh_from_db()
    assert refusal.value.code == "changed"
    assert sheet.summary["counts"]["imported"] == 1


def test_import_when_a_line_is_mended_later_then_only_that_one_follows(upload, clerk):
    good = credit_code()
    sheet = upload(office_sheet([*lines_of(1), ("示例错码有限公司", wrong_at_ninth(good))]))
    services.import_ready(sheet, by=clerk, now=NOON, today=TODAY)

    line = sheet.lines.get(number=5)
    services.mend(line, cells={"credit_code": good}, is_confirmed=False, by=clerk, today=TODAY)
    services.import_ready(sheet, by=clerk, now=NOON, today=TODAY)

    assert Recommendation.objects.count() == 2
    with pytest.raises(RuleViolation):
        services.mend(line, cells={}, is_confirmed=False, by=clerk, today=TODAY)


def test_rejected_rows_when_downloaded_then_under_the_headers_with_the_reason(upload):
    sheet = upload(office_sheet([*lines_of(1), ("示例错码有限公司", "123")]))

    columns, rows = rejected_rows(sheet, ["rejected"])

    labels = [column.label for column in columns]
    [row] = list(rows)
    told = dict(zip(labels, row, strict=True))
    assert (told["原文件行号"], told["企业名称"], told["统一社会信用代码"]) == (
        5,
        "示例错码有限公司",
        "123",
    )
    assert told[REASON].startswith("C5 代码应为 18 位")


def test_rejected_rows_when_mended_and_uploaded_again_then_read_without_notes(upload):
    sheet = upload(office_sheet([("示例错码有限公司", "123")]))
    columns, rows = rejected_rows(sheet, ["rejected"])
    form = Official("没有导入的行", "示例所", TODAY, numbered=False)

    again = upload(b"".join(stream_xlsx(columns, rows, form)))

    assert again.summary["ignored_columns"] == []
    assert again.lines.get().unit_name == "示例错码有限公司"


def test_drop_when_previewed_then_gone_but_not_after_the_import(upload, clerk):
    first, second = upload(office_sheet(lines_of(1))), upload(office_sheet(lines_of(1)))
    services.import_ready(second, by=clerk, now=NOON, today=TODAY)

    services.drop(first, by=clerk)

    first.refresh_from_db()
    assert (first.state, bytes(first.content), first.lines.count()) == ("dropped", b"", 0)
    with pytest.raises(RuleViolation):
        services.drop(second, by=clerk)
    with pytest.raises(RuleViolation):
        services.import_ready(first, by=clerk, now=NOON, today=TODAY)


@pytest.fixture
def command(tmp_path, station, round_, fixed_today):
    """`command(content, "--dry-run")`: its JSON."""
    fixed_today("2026-09-18")

    def go(content: bytes, *options: str, code: str = "") -> dict:
        path = tmp_path / "汇总表.xlsx"
        path.write_bytes(content)
        out = StringIO()
        where = ["--agency", code or station.code, "--round", round_.number]
        call_command("import_recommendations", str(path), *where, "--json", *options, stdout=out)
        return json.loads(out.getvalue())

    return go


def test_command_when_run_twice_then_the_second_run_is_all_unchanged(command):
    content = office_sheet([*lines_of(2), ("示例错码有限公司", "123")])

    trial = command(content, "--dry-run")
    assert not Recommendation.objects.exists()
    first, second = command(content), command(content)

    keys = ("rows", "new", "updated", "unchanged")
    assert [trial[key] for key in keys] == [first[key] for key in keys] == [3, 2, 0, 0]
    assert [second[key] for key in keys] == [3, 0, 0, 2]
    assert first["rejected"] == second["rejected"]
    [rejected] = first["rejected"]
    assert set(rejected) == {"row", "column", "value", "reason"}
    assert (rejected["row"], rejected["column"], rejected["value"]) == (
        6,
        "统一社会信用代码",
        "123",
    )
    assert set(first) == {
        "file", "sheet", "header_row", "rows", "new", "updated", "unchanged",
        "rejected", "warnings", "ignored_columns",
    }  # fmt: skip
    assert RecommendationSheet.objects.count() == 1


def test_command_when_the_unit_filed_itself_then_counted_as_updated(command, round_):
    filed = submitted(round_)

    told = command(office_sheet([(filed.unit_name, filed.credit_code)]))

    assert (told["new"], told["updated"]) == (0, 1)


def test_command_when_unreadable_then_exit_2_and_1_for_what_is_not_there(command):
    with pytest.raises(CommandError) as unreadable:
        command(b"no sheet")
    with pytest.raises(CommandError) as nobody:
        command(office_sheet(lines_of(1)), code="NOBODY")

    assert (unreadable.value.returncode, nobody.value.returncode) == (2, 1)


def test_columns_when_a_roster_is_taken_for_a_sheet_then_read_as_well(upload):
    sheet = upload(office_roster(lines_of(2)))

    assert sheet.summary["counts"]["ready"] == 2


@pytest.mark.skipif(not REAL.exists(), reason="名单不随程序发布：只在有它的机器上核对")
def test_real_sheet_when_recommended_by_a_station_then_all_160_are_warned_about_not_refused(
    station, round_, clerk, head
):
    began = time.monotonic()
    sheet = services.upload(
        content=REAL.read_bytes(),
        filename=REAL.name,
        agency=station,
        round=round_,
        by=clerk,
        today=TODAY,
    )
    took = time.monotonic() - began

    warned = [
        line
        for line in sheet.lines.all()
        if any("不是存续" in item["reason"] for item in line.warnings)
    ]
    assert (sheet.summary["counts"]["ready"], len(warned)) == (160, 54)
    assert took < 10
    services.import_ready(sheet, by=clerk, now=NOON, today=TODAY)
    assert Recommendation.objects.filter(sheet_line__sheet=sheet).count() == 160
    set_quota(round_, station, 160)
    made = Recommendation.objects.select_related("application__round", "agency")
    result = recommendations.sign_many(made, by=head, today=TODAY, now=NOON)
    assert (len(result.done), result.refused) == (160, [])
    assert Application.objects.filter(state="awaiting_unit").count() == 160
