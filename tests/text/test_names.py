"""Pinyin initials and masks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipcontact.text.masking import (
    mask_email,
    mask_id_number,
    mask_mobile,
    mask_name,
    mask_phone,
)
from ipcontact.text.pinyin import pinyin_initials


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("天津长荣科技集团股份有限公司", "tjcrkjjtgfyxgs"),
        ("重庆银行（天津）", "cqyhtj"),
        ("朝阳行业协会", "cyhyxh"),
        ("单县会计师", "sxkjs"),
        ("厦门大学", "xmdx"),
        ("协会会长", "xhhz"),
        ("ＴＣＬ环鑫360", "tclhx360"),
        ("𠮷野家", "yj"),
        ("", ""),
    ],
)
def test_initials_when_name_has_several_readings_follow_the_phrase(name, initials):
    assert pinyin_initials(name) == initials


@given(st.text())
def test_initials_when_anything_is_given_are_lower_case_letters_and_digits(name):
    assert set(pinyin_initials(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789")


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_name, "张三", "张*"),
        (mask_name, "张小明", "张*明"),
        (mask_name, "欧阳明", "欧阳*"),
        (mask_name, "阿依古丽·买买提", "阿******提"),
        (mask_name, "李", "*"),
        (mask_name, "John Smith", "J***"),
        (mask_mobile, "13812341234", "138****1234"),
        (mask_mobile, "+86 138-1234-1234", "138****1234"),
        (mask_mobile, "022-66881234", "022-****1234"),
        (mask_phone, "022-66881234", "022-****1234"),
        (mask_phone, "（022）66881234", "022-****1234"),
        (mask_phone, "66881234转801", "****1234"),
        (mask_phone, "12345", "****"),
        (mask_email, "zhangsan@example.com", "z***@example.com"),
        (mask_email, "nonsense", "****"),
        (mask_id_number, "120116199001011234", "120***********1234"),
        (mask_id_number, "1201", "****"),
        (mask_name, "", ""),
        (mask_phone, "", ""),
        (mask_email, "", ""),
        (mask_id_number, "", ""),
    ],
)
def test_mask_when_value_is_usual_or_odd_shows_only_what_may_be_seen(mask, value, shown):
    assert mask(value) == shown


@given(st.text("0123456789+- ", min_size=1))
def test_mask_when_number_is_anything_never_shows_more_than_seven_digits(value):
    for mask in (mask_mobile, mask_phone, mask_id_number):
        assert sum(char.isdigit() for char in mask(value)) <= 8
        assert "*" in mask(value) or not value.strip()
