"""Numbers of Chinese patents and applications: normal form, kind, check digit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ipcontact.text.rules import as_text

KINDS = {
    "1": ("invention", "发明"),
    "2": ("utility_model", "实用新型"),
    "3": ("design", "外观设计"),
    "8": ("pct_invention", "PCT 发明"),
    "9": ("pct_utility_model", "PCT 实用新型"),
}
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_NUMBER = re.compile(r"(?P<zl>ZL)?(?:CN)?(?P<digits>\d{12}|\d{8})(?:\.?(?P<check>[\dX]))?")
_PUBLICATION = re.compile(r"CN\d{7,9}[A-Z]\d?")
_FIRST_LONG_YEAR = 2003  # from October 2003 on numbers have thirteen places


@dataclass(frozen=True)
class PatentNumber:
    """What is to be said about a number as typed.

    Attributes:
        number: normal form ``202010000001.1``, without ZL; what was typed when it is refused.
        kind: a key of `KINDS` values, empty when the digit of the kind is unknown.
        year: year of application; None when refused.
        is_patent: written with ZL, as numbers of granted patents are.
        problem: why it is refused and what to do; empty when it is taken.
        remark: what to look at though it is taken.
    """

    number: str
    kind: str = ""
    year: int | None = None
    is_patent: bool = False
    problem: str = ""
    remark: str = ""

    @property
    def ok(self) -> bool:
        return not self.problem

    @property
    def kind_label(self) -> str:
        return dict(KINDS.values()).get(self.kind, "类别不明")


def check_patent_number(raw: object) -> PatentNumber:
    """Judge a number as typed or as read from a cell.

    Twelve digits (since October 2003: year, kind, serial) or eight (before), then a point and the
    check digit. Without the check digit the number is taken and the digit added; an unknown kind
    is taken with a remark. Source: 专利申请号标准 ZC 0006-2003.
    """
    typed = _normal(raw)
    if not typed:
        return PatentNumber("", problem="没有填写申请号或专利号，请补填。")
    if _PUBLICATION.fullmatch(typed):
        return PatentNumber(typed, problem="这是公开号或公告号，请改填申请号或专利号。")
    found = _NUMBER.fullmatch(typed)
    if found is None:
        return PatentNumber(typed[:60], problem=_shape_problem(typed))
    digits, check = found["digits"], found["check"]
    year = _year(digits)
    if year is None:
        return PatentNumber(typed, problem="号码里的年份不对，请对照申请文件或专利登记簿核对。")
    expected = expected_check_digit(digits)
    if check and check != expected:
        return PatentNumber(
            typed, problem=f"校验位是“{check}”，按号码应为“{expected}”，请逐位核对。"
        )
    kind = KINDS.get(digits[4 if len(digits) == 12 else 2], ("", ""))[0]
    remarks = ["" if check else f"没有写校验位，已补为“{expected}”，请核对"]
    remarks += ["" if kind else "类别位不认识，请核对号码"]
    return PatentNumber(
        number=f"{digits}.{expected}",
        kind=kind,
        year=year,
        is_patent=bool(found["zl"]),
        remark="；".join(filter(None, remarks)),
    )


def expected_check_digit(digits: str) -> str:
    """Check digit of the first twelve or eight digits: weights 2 to 9, 2 to 5; modulo 11, 10 is X.

    Raises: ValueError for another number of digits.
    """
    if len(digits) not in (8, 12) or not re.fullmatch(r"\d+", digits, re.ASCII):
        raise ValueError("expected 8 or 12 digits")
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return "0123456789X"[total % 11]


def _normal(raw: object) -> str:
    text = unicodedata.normalize("NFKC", as_text(raw)).upper().replace("。", ".")
    kept = "".join(
        char
        for char in text
        if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Pd", "Mn")
        and unicodedata.category(char)[0] != "Z"
    )
    return kept.lstrip("'‘’")


def _year(digits: str) -> int | None:
    if len(digits) == 12:
        year = int(digits[:4])
        return year if _FIRST_LONG_YEAR <= year <= 2099 else None
    year = int(digits[:2])
    return 1900 + year if year >= 85 else 2000 + year if year <= 3 else None


def _shape_problem(typed: str) -> str:
    if re.search(r"\dE\+?\d", typed):
        return "这是科学计数法的数字，号码已丢失末位。请把该列设为“文本”格式后重新填写。"
    if typed.startswith(("PCT", "WO", "US", "EP", "JP", "KR", "DE")):
        return "这不是中国专利的号码，没有计入；境外专利请在佐证材料里说明。"
    digits = re.sub(r"\D", "", typed)
    return (
        f"不是申请号或专利号的格式（现有 {len(digits)} 位数字）。"
        "应为 12 位数字加小数点和校验位，2003 年 10 月以前的为 8 位加校验位。"
    )
