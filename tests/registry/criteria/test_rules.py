"""Reading the conditions named in a roster."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.criteria.rules import read_criteria


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ()),
        ("（1）", ("1",)),
        ("1、3", ("1", "3")),
        ("第三项", ("3",)),
        ("（一）（八）", ("1", "8")),
        ("高新技术企业", ("1",)),
        ("高新技术企业；老字号", ("1", "5")),
        ("专利30件以上", ("3",)),
        ("年收入500万以上的电子商务平台", ("6",)),
        ("行业协会、产业联盟", ("7",)),
        ("保护中心备案企业", ("8",)),
        ("其他", ("9",)),
        ("说不清", ()),
    ],
)
def test_read_criteria_when_offices_write_it_then_gives_the_codes(text, codes):
    assert read_criteria(text) == codes


@given(st.text())
def test_read_criteria_when_anything_is_typed_then_gives_known_codes_in_order(text):
    codes = read_criteria(text)

    assert set(codes) <= set("123456789")
    assert list(codes) == sorted(set(codes))
