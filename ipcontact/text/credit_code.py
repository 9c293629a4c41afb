"""The unified social credit code of GB 32100-2015: normal form, verdict, grouping."""

import re
import unicodedata
from dataclasses import dataclass

from ipcontact.text.rules import as_text

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: without I, O, S, V, Z
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_LOOKALIKES = {"I": "数字 1", "O": "数字 0", "S": "数字 5", "V": "字母 U 或 Y", "Z": "数字 2"}
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E[+-]?\d+", re.ASCII)


@dataclass(frozen=True)
class CodeProblem:
    """One thing wrong with a code. `position` counts from 1; None when it is the whole code."""

    kind: str  # empty, number, zeros, old_licence, organisation, length, character, check
    message: str
    position: int | None = None
    character: str = ""


@dataclass(frozen=True)
class CreditCodeVerdict:
    """What is to be said about a code as typed: its normal form and every problem."""

    code: str
    problems: tuple[CodeProblem, ...]

    @property
    def is_legal(self) -> bool:
        """18 characters of the legal alphabet, not all zeros; the check may still have failed."""
        return all(problem.kind == "check" for problem in self.problems)

    @property
    def check_passed(self) -> bool:
        """The last character agrees with the first seventeen."""
        return not self.problems

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def message(self) -> str:
        """All problems in one Chinese sentence with the next step; empty when there is none."""
        return "；".join(problem.message for problem in self.problems)


def normalise_credit_code(raw: object) -> str:
    """Upper case, half width, without spaces, hyphens and invisible characters. Never guesses."""
    text = unicodedata.normalize("NFKC", as_text(raw)).upper()
    kept = "".join(
        char
        for char in text
        if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Pd", "Mn")
        and unicodedata.category(char)[0] != "Z"
    )
    return kept.lstrip("'‘’")


def expected_check_character(code17: str) -> str:
    """Check character for the first 17 (GB 32100-2015: weights 3^(i-1) mod 31).

    Raises: ValueError when there are not 17 legal characters.
    """
    if len(code17) != 17 or any(char not in _VALUES for char in code17):
        raise ValueError("expected 17 characters of the alphabet of GB 32100")
    total = sum(_VALUES[char] * weight for char, weight in zip(code17, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def check_credit_code(raw: object) -> CreditCodeVerdict:
    """Judge a code as typed or as read from a cell.

    Args: raw: text; a number (a cell that was not text) is refused, its digits are lost.
    Returns: a verdict with every problem. A failed check character alone leaves the code legal:
    early-issued codes really fail it, staff may confirm them with the licence.
    """
    code = normalise_credit_code(raw)
    if problem := _whole_problem(raw, code):
        return CreditCodeVerdict(code, (problem,))
    problems = [
        _character_problem(i, char) for i, char in enumerate(code, 1) if char not in _VALUES
    ]
    if len(code) != 18:
        problems.insert(0, CodeProblem("length", _length_message(len(code))))
    if not problems and code[17] != expected_check_character(code[:17]):
        message = (
            f"第 18 位校验码“{code[17]}”与前 17 位不符：请对照营业执照（登记证书）逐位核对；"
            "确与证照一致的早年代码，请联系工作人员凭证照确认"
        )
        problems.append(CodeProblem("check", message, 18, code[17]))
    return CreditCodeVerdict(code, tuple(problems))


def group_credit_code(code: str) -> tuple[str, ...]:
    """The code in the groups people read aloud: 2, 6, 5, 5 (what is there of them)."""
    groups = (code[:2], code[2:8], code[8:13], code[13:])
    return tuple(group for group in groups if group)


def _whole_problem(raw: object, code: str) -> CodeProblem | None:
    """A problem that makes looking at single characters pointless."""
    if not code:
        return CodeProblem(
            "empty", "未填统一社会信用代码：请填写营业执照（登记证书）上的 18 位代码"
        )
    written = unicodedata.normalize("NFKC", as_text(raw)).upper().strip()
    if isinstance(raw, int | float) or _SCIENTIFIC.fullmatch(written):
        return CodeProblem(
            "number", f"“{written[:30]}”是数字格式，后几位已丢失：请把该列设为文本后重填"
        )
    if not code.strip("0"):
        return CodeProblem(
            "zeros", "代码全为 0，不是有效代码：请填写营业执照（登记证书）上的 18 位代码"
        )
    if re.fullmatch(r"\d{15}", code, re.ASCII):
        return CodeProblem(
            "old_licence",
            "这是 15 位的旧营业执照注册号，不是统一社会信用代码：请填写换照后的 18 位代码",
        )
    if re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code, re.ASCII):
        return CodeProblem(
            "organisation", "这是 9 位组织机构代码，不是统一社会信用代码：请填写 18 位代码"
        )
    return None


def _length_message(length: int) -> str:
    if length < 18:
        return (
            f"代码应为 18 位，现为 {length} 位，少 {18 - length} 位：请对照营业执照（登记证书）补全"
        )
    return f"代码应为 18 位，现为 {length} 位，多 {length - 18} 位：请对照营业执照（登记证书）核对"


def _character_problem(position: int, char: str) -> CodeProblem:
    if char in _LOOKALIKES:
        advice = f"代码不用字母 I、O、S、V、Z，请核对是否为{_LOOKALIKES[char]}"
    else:
        advice = "代码只用数字和大写字母（不含 I、O、S、V、Z），请对照证照改正"
    return CodeProblem("character", f"第 {position} 位“{char}”不合规：{advice}", position, char)
