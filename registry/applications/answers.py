"""What was typed into a question: read into a value that is stored, judged, put into words.

One reading for the form, the autosave and the submission. What cannot be read is kept as typed, so
that nothing is lost, and `problem` says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ipcontact.text.credit_code import check_credit_code, normalise_credit_code
from ipcontact.text.rules import clean_name, clean_text, parse_date
from registry.applications.questions import Question

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_PHONE = re.compile(r"[-+()（）转 \d]{5,30}", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_AMOUNT = re.compile(r"\d{1,10}(?:\.\d{1,2})?", re.ASCII)
_NAMES = ("name", "leader", "person", "representative")
FIRST_DAY, LAST_DAY = "1900-01-01", "2100-12-31"
YES, NO = "yes", "no"


def read(question: Question, raw: Any) -> Any:
    """The JSON value of what was typed.

    Args:
        question: which question.
        raw: text, a list of texts for ``choices``, or None.
    Returns:
        text, int, bool, list or None; text that cannot be read as the question's kind stays text.
    """
    if question.kind == "choices":
        return [value for value, _ in question.options if value in (raw or ())]
    if question.kind == "yes_no":
        return {YES: True, NO: False, True: True, False: False}.get(raw)
    if question.kind == "code":
        return normalise_credit_code(raw)
    text = clean_text(raw, lines=question.kind == "long")
    if question.kind == "choice":
        return text if text in dict(question.options) else ""
    if question.kind == "text":
        return clean_name(text) if question.name.endswith(_NAMES) else text
    if question.kind == "mobile":
        return text.replace(" ", "").replace("-", "").removeprefix("+86")
    if question.kind == "date":
        day = parse_date(text)
        return day.isoformat() if day else text
    return _number(question.kind, text)


def _number(kind: str, text: str) -> Any:
    plain = text.replace(",", "").replace(" ", "") if kind in ("int", "decimal", "year") else text
    if kind in ("int", "year"):
        return int(plain) if _NUMBER.fullmatch(plain) else text
    if kind == "decimal":
        return _amount(plain) if _AMOUNT.fullmatch(plain) else text
    return text


def _amount(plain: str) -> str:
    """500.00 and 0500 are 500; 12.50 is 12.5."""
    return format(Decimal(plain).normalize(), "f")


def is_empty(value: Any) -> bool:
    """Whether nothing was answered; no and 0 are answers."""
    return value is None or value == "" or value == []


def problem(question: Question, value: Any) -> str:
    """What is wrong with the shape of a stored value, and what to do; empty: nothing."""
    if is_empty(value):
        return ""
    judge = _JUDGES.get(question.kind)
    if message := judge(question, value) if judge else "":
        return message
    if isinstance(value, str) and len(value) > question.max_length:
        return f"最多 {question.max_length} 个字，现在是 {len(value)} 个，请缩短。"
    return ""


def _code(question: Question, value: Any) -> str:
    message = check_credit_code(value).message
    return f"{message}。" if message else ""


def _mobile(question: Question, value: Any) -> str:
    return "" if _MOBILE.fullmatch(str(value)) else "手机号应为 11 位数字，请核对。"


def _phone(question: Question, value: Any) -> str:
    return "" if _PHONE.fullmatch(str(value)) else "固定电话写成 022-66881234 这样。"


def _email(question: Question, value: Any) -> str:
    try:
        validate_email(value)
    except ValidationError:
        return "邮箱地址不完整，应像 name@example.com 这样。"
    return ""


def _int(question: Question, value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
        return ""
    return "请填整数，最多 9 位；没有的填 0 或留空。"


def _decimal(question: Question, value: Any) -> str:
    try:
        is_amount = bool(_AMOUNT.fullmatch(str(value))) and Decimal(str(value)) >= 0
    except InvalidOperation:
        is_amount = False
    return "" if is_amount else f"请填数字，单位{question.unit or '万元'}，小数不超过两位。"


def _date(question: Question, value: Any) -> str:
    day = parse_date(value)
    if day is None or day.isoformat() != value:
        return "日期写成 2026-09-18 这样，请核对是否有这一天。"
    return "" if FIRST_DAY <= value <= LAST_DAY else "年份不对，请对照证照核对。"


def _choice(question: Question, value: Any) -> str:
    return "" if value in dict(question.options) else "请在选项中选择一项。"


_JUDGES = {
    "code": _code,
    "mobile": _mobile,
    "phone": _phone,
    "email": _email,
    "int": _int,
    "year": _int,
    "decimal": _decimal,
    "date": _date,
    "choice": _choice,
}


def in_words(question: Question, value: Any, regions: Mapping[str, str]) -> str:
    """A stored value as pages and papers print it; empty when nothing was answered.

    Args: regions: names of the district's regions by code.
    """
    if is_empty(value):
        return ""
    if question.kind == "yes_no":
        return "是" if value is True else "否"
    if question.kind == "choice":
        return dict(question.options).get(value, str(value))
    if question.kind == "choices":
        labels = dict(question.options)
        return "、".join(str(labels.get(each, each)) for each in value)
    if question.kind == "region":
        return regions.get(value, str(value))
    return f"{value} {question.unit}" if question.unit else str(value)
