"""Words this office must not use (glossary 6), in templates and in strings of the code."""

import ast
import re
from collections.abc import Iterable

from tests.house.pages import visible
from tests.house.source import Module

FORBIDDEN = (
    ("受理", re.compile("受理"), "行政许可的用语；申报用“收到”“核对”"),
    ("牌匾", re.compile("牌匾|授牌|挂牌|奖牌"), "入库不授牌"),
    (
        "证书",
        re.compile("(?:入库|名录|纳入|重点联系单位|会员)的?证书|颁发|颁证"),
        "入库没有证书，只有入库告知函",
    ),
    ("荣誉", re.compile("荣誉|称号|表彰"), "入库不是荣誉"),
    (
        "有效期",
        re.compile(
            "(?:入库|名录|名单|纳入|重点联系单位|单位资格|会员)的?有效期|入库到期|名录到期|续期"
        ),
        "入库没有期限，只有证明材料有",
    ),
    ("检查", re.compile("走访检查|检查走访|上门检查|联系检查"), "走访不是检查"),
    ("投诉", re.compile("权利人投诉|侵权投诉|维权投诉"), "权利人的是举报或诉求"),
    ("法律援助", re.compile("法律援助"), "应为维权援助"),
    ("侵犯假冒专利", re.compile("(?:侵犯|侵权)假冒专利|假冒专利侵权"), "假冒专利不是侵权"),
    ("会员", re.compile("会员单位|会员名录"), "应为重点联系单位"),
)
# Where such a word may stand: path -> {word: reason}.
ALLOWED: dict[str, dict[str, str]] = {}


def word_errors(path: str, text: str) -> list[str]:
    """Forbidden words in a text, as ``path:line: word: why``, without the allowed ones."""
    allowed = ALLOWED.get(path, {})
    return [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}: {why}"
        for word, pattern, why in FORBIDDEN
        if word not in allowed
        for match in pattern.finditer(text)
    ]


def template_words(path: str, text: str) -> list[str]:
    """Forbidden words in what a template shows."""
    return word_errors(f"templates/{path}", visible(text))


def code_words(modules: Iterable[Module]) -> list[str]:
    """Forbidden words in the strings of the code; docstrings and comments may discuss them."""
    errors = []
    for module in modules:
        discussed = _docstrings(module)
        for node in module.nodes:
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and id(node) not in discussed:
                errors += [
                    re.sub(r":\d+:", f":{node.lineno}:", error, count=1)
                    for error in word_errors(module.path, node.value)
                ]
    return errors


def _docstrings(module: Module) -> set[int]:
    return {
        id(node.body[0].value)
        for node in module.nodes
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
