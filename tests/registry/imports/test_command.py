"""`manage.py import_units`: the contract's JSON, words, exit codes; and the real file."""

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from registry.roster.models import RosterEdition
from registry.units.models import Unit
from tests.factories import credit_code
from tests.registry.imports.office_files import units_file

pytestmark = pytest.mark.django_db

KEYS = {
    "file",
    "sheet",
    "header_row",
    "rows",
    "new",
    "updated",
    "unchanged",
    "rejected",
    "warnings",
    "ignored_columns",
}
REAL = settings.BASE_DIR.parent / "shared" / "data" / "real_enterprises.xlsx"


def run(*args) -> str:
    out = StringIO()
    call_command("import_units", *map(str, args), stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "名单.xlsx"
    path.write_bytes(
        units_file(
            ["示例甲公司", credit_code(1), "注销"], ["示例乙公司", "12", ""], header=("登记状态",)
        )
    )
    return path


def test_json_when_one_file_is_the_contracts_object(file):
    result = json.loads(run(file, "--json"))

    assert set(result) == KEYS
    assert (result["rows"], result["new"], result["header_row"]) == (2, 1, 1)
    assert [set(item) for item in (*result["rejected"], *result["warnings"])] == [
        {"row", "column", "value", "reason"},
        {"row", "column", "value", "reason"},
    ]
    assert Unit.objects.count() == 1


def test_json_when_several_files_is_a_list(file, tmp_path):
    other = tmp_path / "二.xlsx"
    other.write_bytes(units_file(["示例丙公司", credit_code(3)]))

    results = json.loads(run(file, other, "--json", "--dry-run"))

    assert [result["new"] for result in results] == [1, 1]
    assert not Unit.objects.exists()


def test_words_when_no_json_say_what_was_done_and_why_not(file):
    words = run(file, "--edition", "示例一批", "--published-on", "2021年12月20日")

    assert "2行：1可导入、1信用代码位数不对（B3）。" in words
    assert "不导入 B3　统一社会信用代码：代码应为 18 位" in words
    assert "已公布版次 2021-1：示例一批" in words


def test_file_when_unreadable_exits_with_two_and_others_are_done(file, tmp_path):
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"nothing")

    with pytest.raises(CommandError) as failure:
        run(bad, file, tmp_path / "missing.xlsx", "--json")

    assert failure.value.returncode == 2
    assert "bad.xlsx：读不了这个文件" in str(failure.value)
    assert Unit.objects.count() == 1


def test_question_when_open_exits_with_one_and_writes_nothing(file):
    with pytest.raises(CommandError) as failure:
        run(file, "--edition", "示例一批")

    assert failure.value.returncode == 1
    assert "请填写公布日期" in str(failure.value)
    assert not Unit.objects.exists()


def test_question_when_only_tried_then_said_and_the_file_counts_as_read(file, capsys):
    result = json.loads(run(file, "--edition", "示例一批", "--dry-run", "--json"))

    assert (result["new"], len(result["rejected"])) == (1, 1)
    assert "请填写公布日期" in capsys.readouterr().err


def test_json_when_every_row_is_rejected_then_the_file_counts_as_read(tmp_path, capsys):
    path = tmp_path / "x.xlsx"
    path.write_bytes(units_file(["示例甲公司", "12"]))

    result = json.loads(run(path, "--json"))

    assert (result["rows"], result["new"], len(result["rejected"])) == (1, 0, 1)
    assert "没有一行可以导入" in capsys.readouterr().err
    assert not Unit.objects.exists()


def test_file_when_missing_or_a_folder_then_said_in_chinese(tmp_path):
    with pytest.raises(CommandError, match="没有这个文件.*\n.*这是文件夹"):
        run(tmp_path / "missing.xlsx", tmp_path)


def test_document_no_when_said_to_be_open_then_left_empty_and_a_second_run_is_the_same(file):
    given = ("--edition", "示例一批", "--published-on", "2021-12-20")
    run(file, *given, "--document-no", "待编号")

    second = json.loads(run(file, *given, "--json"))

    assert RosterEdition.objects.get().document_no == ""
    assert (second["new"], second["unchanged"]) == (0, 1)


def test_code_when_confirmed_on_the_command_line_is_imported(tmp_path):
    code = credit_code(5)
    code = code[:17] + ("1" if code[17] != "1" else "2")
    path = tmp_path / "x.xlsx"
    path.write_bytes(units_file(["示例甲公司", code]))

    run(path, "--confirm-code", code.lower())

    assert Unit.objects.get().credit_code == code


@pytest.mark.skipif(not REAL.exists(), reason="the real roster is not beside the repository")
def test_real_roster_when_imported_is_accepted_and_a_second_run_changes_nothing():
    edition = ("--edition", "示例实测名录", "--published-on", "2021-12-31", "--json")

    first = json.loads(run(REAL, *edition))
    second = json.loads(run(REAL, *edition))

    assert (first["rows"], first["new"], first["rejected"]) == (160, 160, [])
    assert sum(warning["column"] == "登记状态" for warning in first["warnings"]) == 54
    assert (second["new"], second["updated"], second["unchanged"]) == (0, 0, 160)
    assert RosterEdition.objects.get().entry_count == 160
