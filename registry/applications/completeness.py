"""What is still missing or wrong before an application can be submitted. Values in, list out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ipcontact.text.credit_code import check_credit_code
from registry.applications.questions import Question, asked
from registry.units.choices import UnitKind

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)


@dataclass(frozen=True)
class Missing:
    """One thing to mend: where (a path as in `questions`), its label, and what to do."""

    path: str
    label: str
    message: str


def missing_answers(
    form_version: str, unit_kind: str, answers: Mapping, persons: Mapping
) -> list[Missing]:
    """Answers that are required and absent, or cannot be right.

    Args:
        form_version, unit_kind: decide what is asked.
        answers, persons: as stored, section → name → value.
    """
    found = []
    for path, question in asked(form_version, unit_kind):
        section, _, name = path.partition(".")
        value = (persons if question.is_personal else answers).get(section, {}).get(name)
        found += [Missing(path, question.label, text) for text in _problems(question, value)]
    return found + _code_problems(unit_kind, answers.get("basic", {}))


def _problems(question: Question, value: Any) -> Iterator[str]:
    if value in (None, "", []):
        if question.is_required:
            yield f"请填写{question.label}。"
        return
    if question.kind == "mobile" and not _MOBILE.fullmatch(str(value)):
        yield "手机号应为 11 位数字，请核对。"


def _code_problems(unit_kind: str, basic: Mapping) -> list[Missing]:
    """A legal person has a credit code; an alliance may have none, then its lead unit has."""
    code, label = basic.get("credit_code", ""), "统一社会信用代码"
    if unit_kind == UnitKind.ALLIANCE and not code:
        return []
    verdict = check_credit_code(code)
    return [] if verdict.ok else [Missing("basic.credit_code", label, f"{verdict.message}。")]


def missing_claims(claims: Collection[Any], has_file: Collection[int]) -> list[Missing]:
    """At least one condition is claimed; the particulars are judged by `criteria.rules`.

    Args: claims: the claimed conditions; has_file: keys of the claims that have a file.
    """
    if not claims:
        return [Missing("claims", "入库条件", "请至少选择一项入库条件，并填写证明。")]
    return []
