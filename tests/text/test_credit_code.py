"""Credit codes as people and spreadsheets really give them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipcontact.text.credit_code import (
    ALPHABET,
    check_credit_code,
    expected_check_character,
    group_credit_code,
    normalise_credit_code,
)

VALID = "91110000600037341L"


@pytest.mark.parametrize(
    "raw",
    [
        VALID,
        VALID.lower(),
        "９１１１００００６０００３７３４１Ｌ",
        f" {VALID}\u3000",
        "9111 0000 6000 3734 1L",
        "911100006-00037341L",
        "91110000—600037341L",
        f"\ufeff{VALID[:9]}\u200b{VALID[9:]}\u202e",
        f"'{VALID}",
        f"{VALID}\r\n",
    ],
)
def test_code_when_written_in_any_usual_way_is_normalised_and_passes(raw):
    verdict = check_credit_code(raw)

    assert verdict.code == VALID
    assert verdict.ok
    assert verdict.is_legal
    assert verdict.check_passed
    assert verdict.message == ""


@pytest.mark.parametrize("code", ["91110000101623741K", VALID])
def test_code_when_published_sample_passes(code):
    assert check_credit_code(code).ok


@pytest.mark.parametrize("first_two", ["A1", "N1", "Y1", "G1", "51", "12", "93"])
def test_code_when_letters_lead_passes(first_two):
    body = f"{first_two}120116MA0000001"

    assert check_credit_code(body + expected_check_character(body)).ok


def test_message_when_letter_o_names_position_character_and_next_step():
    verdict = check_credit_code("91110000O00037341L")

    assert verdict.message == ("第 9 位“O”不合规：代码不用字母 I、O、S、V、Z，请核对是否为数字 0")
    assert [(p.kind, p.position, p.character) for p in verdict.problems] == [("character", 9, "O")]
    assert not verdict.is_legal
    assert not verdict.check_passed


@pytest.mark.parametrize(
    ("char", "advice"), [("I", "数字 1"), ("S", "数字 5"), ("V", "字母 U 或 Y"), ("Z", "数字 2")]
)
def test_message_when_other_unused_letter_suggests_lookalike(char, advice):
    assert f"第 9 位“{char}”不合规" in check_credit_code(f"91110000{char}00037341L").message
    assert advice in check_credit_code(f"91110000{char}00037341L").message


def test_message_when_several_characters_are_wrong_names_each():
    problems = check_credit_code("9111000O6000中7341L").problems

    assert [(p.position, p.character) for p in problems] == [(8, "O"), (13, "中")]


@pytest.mark.parametrize(
    ("raw", "kind", "words"),
    [
        ("", "empty", "未填"),
        (None, "empty", "未填"),
        ("\u200b ", "empty", "未填"),
        ("9.11201E+17", "number", "请把该列设为文本后重填"),
        ("９.１１２０１ｅ＋１７", "number", "请把该列设为文本后重填"),
        (9.11201e17, "number", "请把该列设为文本后重填"),
        (911201160000000000, "number", "请把该列设为文本后重填"),
        ("000000000000000000", "zeros", "全为 0"),
        ("0", "zeros", "全为 0"),
        ("120116000012345", "old_licence", "旧营业执照注册号"),
        ("600037341", "organisation", "组织机构代码"),
        (VALID[:-1], "length", "现为 17 位，少 1 位"),
        (VALID + "1", "length", "现为 19 位，多 1 位"),
    ],
)
def test_code_when_something_else_was_given_says_what_and_what_to_do(raw, kind, words):
    verdict = check_credit_code(raw)

    assert verdict.problems[0].kind == kind
    assert words in verdict.message
    assert "请" in verdict.message
    assert not verdict.is_legal


def test_code_when_check_fails_stays_legal_for_staff_to_confirm():
    verdict = check_credit_code("91350211M0000XUF46")

    assert verdict.is_legal
    assert not verdict.check_passed
    assert not verdict.ok
    assert verdict.problems[0].position == 18
    assert "第 18 位校验码“6”" in verdict.message


@given(st.text(ALPHABET, min_size=17, max_size=17).filter(lambda s: s.strip("0")))
def test_check_character_when_appended_always_passes_and_any_other_fails(body):
    right = expected_check_character(body)

    verdicts = {char: check_credit_code(body + char).ok for char in ALPHABET}

    assert [char for char, ok in verdicts.items() if ok] == [right]


@given(st.text())
def test_code_when_anything_is_typed_gets_a_verdict_and_normal_form_is_stable(raw):
    verdict = check_credit_code(raw)

    assert verdict.ok == (verdict.message == "")
    assert normalise_credit_code(verdict.code) == verdict.code


def test_check_character_when_body_is_illegal_refuses():
    with pytest.raises(ValueError, match="17 characters"):
        expected_check_character("9111000060003734O")


def test_group_when_code_is_whole_or_short_splits_as_read_aloud():
    assert group_credit_code(VALID) == ("91", "110000", "60003", "7341L")
    assert group_credit_code("9111") == ("91", "11")
    assert group_credit_code("") == ()
