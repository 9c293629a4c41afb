"""The office's words, and none of those it must not use."""

import pytest

from tests.house.source import ROOT, module, modules, templates
from tests.house.words import ALLOWED, FORBIDDEN, code_words, template_words


def test_templates_when_read_then_no_forbidden_word():
    assert [e for path, text in templates() for e in template_words(path, text)] == []


def test_code_when_read_then_no_forbidden_word():
    assert code_words(modules()) == []


def test_allowed_when_word_is_gone_then_the_entry_must_go():
    patterns = {word: pattern for word, pattern, _ in FORBIDDEN}
    stale = [
        (path, word)
        for path, words in ALLOWED.items()
        for word in words
        if not patterns[word].search((ROOT / path).read_text("utf-8"))
    ]

    assert stale == []


@pytest.mark.parametrize(
    "sentence",
    [
        "您的申报已受理",
        "颁授牌匾",
        "入库证书",
        "名录的有效期为三年",
        "上门检查记录",
        "权利人投诉",
        "申请法律援助",
        "假冒专利侵权",
        "授予荣誉",
        "会员单位",
    ],
)
def test_check_when_shown_a_forbidden_word_then_found_in_page_and_code(sentence):
    page, text = f"<p>\n{sentence}</p>", f'"""受理 may be discussed."""\nLABEL = "{sentence}"\n'

    assert [e.split(":")[1] for e in template_words("x.html", page)] == ["2"]
    assert [e.split(":")[1] for e in code_words([module("registry.units.forms", text)])] == ["2"]


@pytest.mark.parametrize(
    "sentence", ["高新技术企业证书", "证明材料的有效期", "已收到您的申报", "综合考察", "维权援助"]
)
def test_check_when_word_is_right_then_nothing_is_found(sentence):
    assert template_words("x.html", f"<p>{sentence}</p>") == []
