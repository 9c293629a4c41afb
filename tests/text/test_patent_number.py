"""Numbers of patents: normal form, kind, check digit, refusals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipcontact.text.patent_number import check_patent_number, expected_check_digit


@pytest.mark.parametrize(
    ("typed", "number", "kind", "is_patent"),
    [
        ("ZL 2020 1 0000001.1", "202010000001.1", "invention", True),
        ("zl202010000001.1", "202010000001.1", "invention", True),
        (
            "ＣＮ２０２０１０００００１．１".replace("０００００", "000000"),
            "202010000001.1",
            "invention",
            False,
        ),
        ("2020100000011", "202010000001.1", "invention", False),
        ("202020000001.7", "202020000001.7", "utility_model", False),
        ("202030000001.2", "202030000001.2", "design", False),
        ("85100001.0", "85100001.0", "invention", False),
        ("\u200b2020-1-0000001.1", "202010000001.1", "invention", False),
        ("'202010000001.1", "202010000001.1", "invention", False),
    ],
)
def test_number_when_written_as_offices_do_then_gets_its_normal_form(
    typed, number, kind, is_patent
):
    found = check_patent_number(typed)

    assert (found.number, found.kind, found.is_patent, found.ok) == (number, kind, is_patent, True)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "没有填写"),
        (None, "没有填写"),
        ("202010000001.2", "应为“1”"),
        ("CN112345678A", "公开号或公告号"),
        ("PCT/CN2020/100001", "不是中国专利"),
        ("US10123456B2", "不是中国专利"),
        ("2.0201E+12", "科学计数法"),
        ("199910000001.1", "年份"),
        ("50100001.1", "年份"),
        ("20201000001", "现有 11 位"),
        ("专利一", "现有 0 位"),
    ],
)
def test_number_when_it_cannot_be_right_then_says_what_to_do(typed, says):
    found = check_patent_number(typed)

    assert not found.ok
    assert says in found.problem


def test_number_when_check_digit_is_missing_then_it_is_added_with_a_remark():
    found = check_patent_number("202010000001")

    assert found.number == "202010000001.1"
    assert "补为“1”" in found.remark


def test_number_when_kind_is_unknown_then_it_is_taken_with_a_remark():
    digits = "202070000001"

    found = check_patent_number(f"{digits}.{expected_check_digit(digits)}")

    assert (found.ok, found.kind, found.kind_label) == (True, "", "类别不明")
    assert "类别位" in found.remark


@pytest.mark.parametrize("digits", ["", "2020", "20201000000a", "2020100000011"])
def test_check_digit_when_not_a_body_then_refuses(digits):
    with pytest.raises(ValueError, match="8 or 12"):
        expected_check_digit(digits)


@given(st.text(max_size=60) | st.floats() | st.integers())
def test_number_when_anything_is_typed_then_there_is_an_answer(typed):
    found = check_patent_number(typed)

    assert found.ok is (found.year is not None)
    if found.ok:
        assert check_patent_number(found.number).number == found.number
