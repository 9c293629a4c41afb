"""Normal forms of text and dates."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipcontact.text.rules import clean_name, clean_text, parse_date, search_key


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        (None, ""),
        (12.0, "12"),
        (12.5, "12.5"),
        ("  天津\u3000市  ", "天津 市"),
        ("ＡＢＣ１２３", "ABC123"),
        ("第一，第二；（附注）！", "第一，第二；（附注）！"),
        ("甲\u200b乙\u202e丙\ufeff\x00丁", "甲乙丙丁"),
        ("一\r\n二\t三", "一 二 三"),
        ("𠮷野家👨‍👩‍👧", "𠮷野家👨‍👩‍👧"),
        ("甲\u200d乙", "甲乙"),
        ("坏\ud800字", "坏\ufffd字"),
    ],
)
def test_clean_text_when_given_anything_keeps_words_and_drops_the_unseen(raw, stored):
    assert clean_text(raw) == stored


def test_clean_text_when_lines_matter_keeps_line_breaks():
    assert clean_text(" 一 \r\n\r\n  二\t三 ", lines=True) == "一\n\n二 三"


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("天津 长荣 科技(集团)股份\n有限公司", "天津长荣科技（集团）股份有限公司"),
        ("ＴＣＬ（天津）有限公司", "TCL（天津）有限公司"),
        ("Acme (China) Ltd", "Acme (China) Ltd"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_clean_name_when_chinese_has_one_form(raw, stored):
    assert clean_name(raw) == stored


@pytest.mark.parametrize(
    "raw",
    [
        "天津 TCL（滨海）有限公司",
        "天津tcl(滨海)有限公司",
        "天津ＴＣＬ【滨海】有限公司。",
        "天津T-C-L滨海有限公司",
    ],
)
def test_search_key_when_written_differently_is_the_same(raw):
    assert search_key(raw) == "天津tcl滨海有限公司"


@given(st.text())
def test_forms_when_applied_twice_change_nothing(raw):
    for form in (clean_text, clean_name, search_key):
        assert form(form(raw)) == form(raw)
    assert clean_text(clean_text(raw, lines=True), lines=True) == clean_text(raw, lines=True)


@pytest.mark.parametrize(
    "raw",
    [
        "2021-12-31",
        "2021/12/31",
        "2021.12.31",
        "2021年12月31日",
        "2021 年 12 月 31 日",
        "２０２１年１２月３１日",
        "二〇二一年十二月三十一日",
        "20211231",
        20211231,
        44561,
        44561.75,
        "44561",
        "2021-12-31 00:00:00",
        "2021-12-31T08:30",
        date(2021, 12, 31),
        datetime(2021, 12, 31, 23, 59),
        datetime(2021, 12, 30, 16, 0, tzinfo=UTC),
    ],
)
def test_parse_date_when_written_in_any_usual_way_reads_it(raw):
    assert parse_date(raw) == date(2021, 12, 31)


def test_parse_date_when_day_and_month_are_short_reads_them():
    assert parse_date("2021年3月5日") == date(2021, 3, 5)
    assert parse_date("2021.3.5") == date(2021, 3, 5)


@pytest.mark.parametrize(
    "raw",
    ["", None, True, "2021-02-30", "0000-00-00", "99999-12-31", "2021", "2021-12", "2021/12-31",
     15, -1, float("nan"), float("inf"), "长期", "二〇二一年十三月一日", "²⁰²¹-12-31x"],
)  # fmt: skip
def test_parse_date_when_it_is_no_date_says_none(raw):
    assert parse_date(raw) is None


@given(st.text() | st.integers() | st.floats())
def test_parse_date_when_given_anything_never_fails(raw):
    assert parse_date(raw) is None or isinstance(parse_date(raw), date)


@given(st.dates())
def test_parse_date_when_iso_reads_every_date(day):
    assert parse_date(day.isoformat()) == day
