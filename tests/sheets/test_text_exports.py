"""CSV, JSON and download headers: exact content, nothing that runs."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipcontact.sheets.responses import content_disposition, file_response, safe_filename
from ipcontact.sheets.writer import (
    DANGEROUS,
    ExportColumn,
    stream_csv,
    stream_json,
)

COLUMNS = [
    ExportColumn("name", "单位名称", width=36, note="登记的名称"),
    ExportColumn("code", "统一社会信用代码", width=22, note="18 位"),
    ExportColumn("since", "纳入日期", "date"),
    ExportColumn("patents", "有效专利（件）", "number"),
]
ROWS = [
    ("示例大学", "12120116MB06VVVV5L", date(2021, 12, 31), 30),
    ("=1+1", "911201160000000001", None, Decimal("2.5")),
    ("＠示例", "-1", date(1899, 1, 1), None),
]
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("=+-@\t\r\n＝＋－＠_x<>&'\"\0 　（），"),
    max_size=60,
)


def test_csv_when_written_then_has_mark_and_nothing_that_runs():
    rows = [
        ("示例,大学\n“甲”", "001", date(2021, 12, 31), -3),
        *((f"{first}1", "1", None, 0) for first in sorted(DANGEROUS)),
        (None, 5, None, None),
    ]

    content = b"".join(stream_csv(COLUMNS, rows)).decode("utf-8")

    assert content.startswith("\ufeff单位名称,统一社会信用代码,纳入日期,有效专利（件）\r\n")
    read = list(csv.reader(io.StringIO(content[1:], newline="")))
    assert read[1] == ["示例,大学\n“甲”", "001", "2021-12-31", "-3"]
    assert [line[0] for line in read[2:-1]] == [f"'{first}1" for first in sorted(DANGEROUS)]
    assert read[-1] == ["", "5", "", ""]


@given(st.lists(TEXTS, max_size=5))
def test_text_when_written_to_csv_and_the_apostrophe_taken_off_then_is_the_same(texts):
    content = b"".join(stream_csv(COLUMNS[:1], [(t,) for t in texts])).decode("utf-8")

    lines = list(csv.reader(io.StringIO(content[1:], newline="")))[1:]
    read = [re.sub(r"\A'(?=[=+\-@\t\r＝＋－＠])", "", line[0]) if line else "" for line in lines]
    kept = [t for t in texts if not re.match(r"'[=+\-@\t\r＝＋－＠]", t)]
    assert [t for t in read if t in kept] == kept


def test_json_when_written_then_says_what_it_holds_and_leaves_texts_alone():
    chunks = stream_json(
        COLUMNS, ROWS, title="名录", count=3, as_of=date(2021, 12, 31), explanations=["说明"]
    )

    read = json.loads(b"".join(chunks))

    assert read == {
        "title": "名录",
        "as_of": "2021-12-31",
        "count": 3,
        "explanations": ["说明"],
        "columns": [
            {"key": "name", "label": "单位名称", "kind": "text", "note": "登记的名称"},
            {"key": "code", "label": "统一社会信用代码", "kind": "text", "note": "18 位"},
            {"key": "since", "label": "纳入日期", "kind": "date", "note": ""},
            {"key": "patents", "label": "有效专利（件）", "kind": "number", "note": ""},
        ],
        "rows": [
            {
                "name": "示例大学",
                "code": "12120116MB06VVVV5L",
                "since": "2021-12-31",
                "patents": 30,
            },
            {"name": "=1+1", "code": "911201160000000001", "since": None, "patents": 2.5},
            {"name": "＠示例", "code": "-1", "since": "1899-01-01", "patents": None},
        ],
    }


def test_json_when_many_batches_or_none_then_is_whole():
    rows = [(f"示例{i}", "1", None, i) for i in range(2_500)]

    assert (
        len(json.loads(b"".join(stream_json(COLUMNS, rows, title="", count=2500)))["rows"]) == 2500
    )
    assert json.loads(b"".join(stream_json(COLUMNS, [], title="", count=0)))["rows"] == []


def test_response_when_name_is_chinese_then_downloads_under_it_and_is_not_sniffed():
    response = file_response([b"a", b"b"], "名录 2021-12-31.xlsx")

    assert b"".join(response) == b"ab"
    assert response["Content-Disposition"] == (
        'attachment; filename="2021-12-31.xlsx"; '
        "filename*=UTF-8''%E5%90%8D%E5%BD%95%202021-12-31.xlsx"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"].startswith("application/vnd.openxmlformats")


@pytest.mark.parametrize(
    ("filename", "safe"),
    [
        ("../../etc/passwd.csv", "_.._etc_passwd.csv"),
        ('a"\r\nX: y.csv', "a_X_ y.csv"),
        ("名录\u202exslx.csv", "名录xslx.csv"),
        ("长" * 300 + ".json", "长" * 96 + ".json"),
        ("", "export"),
    ],
)
def test_filename_when_hostile_then_is_made_safe(filename, safe):
    assert safe_filename(filename) == safe
    assert re.fullmatch(r"[\x20-\x7e]+", content_disposition(filename))
