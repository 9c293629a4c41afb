"""What is still missing or wrong before an application can be submitted. Values in, list out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipcontact.text.credit_code import check_credit_code
from registry.applications.answers import is_empty, problem
from registry.applications.choices import FilePurpose
from registry.applications.questions import Question, asked
from registry.criteria.adapters import proof_facts
from registry.criteria.rules import gaps
from registry.units.choices import UnitKind

if TYPE_CHECKING:
    from registry.applications.models import Claim


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
    found += _code_problems(unit_kind, answers.get("basic", {}))
    return found + _filler_problems(answers.get("filler", {}), persons.get("filler", {}))


def _problems(question: Question, value: Any) -> Iterator[str]:
    if is_empty(value):
        if question.is_required:
            verb = "选择" if question.kind in ("choice", "region") else "填写"
            yield f"请{verb}{question.label}。"
    elif message := problem(question, value):
        yield message


def _code_problems(unit_kind: str, basic: Mapping) -> list[Missing]:
    """A legal person has a credit code; an alliance may have none, then its lead unit has."""
    code, label = basic.get("credit_code", ""), "统一社会信用代码"
    if code or unit_kind == UnitKind.ALLIANCE:
        return []  # what is typed is judged with the other answers
    return [Missing("basic.credit_code", label, f"{check_credit_code(code).message}。")]


def _filler_problems(answers: Mapping, persons: Mapping) -> list[Missing]:
    """Who fills in for the unit says who that is."""
    if answers.get("is_agent") is not True:
        return []
    wanted = (
        ("organisation", "代填单位", answers),
        ("person", "代填人姓名", persons),
    )
    return [
        Missing(f"filler.{name}", label, f"由他人代为填报的，请填写{label}。")
        for name, label, values in wanted
        if is_empty(values.get(name))
    ]


def missing_files(answers: Mapping, purposes: Collection[str]) -> list[Missing]:
    """Attachments that cannot be left out: the authority of whoever fills in for the unit.

    Args: answers: as stored; purposes: of the files that are there.
    """
    purpose = FilePurpose.AUTHORISATION
    is_agent = answers.get("filler", {}).get("is_agent") is True
    if not is_agent or purpose in purposes:
        return []
    return [Missing(f"file.{purpose}", purpose.label, "由他人代为填报的，请上传授权书。")]


def missing_claims(claims: Collection[Claim], has_file: Collection[int]) -> list[Missing]:
    """At least one condition is claimed, and the unit's part of each proof is there.

    Args: claims: the claimed conditions; has_file: keys of the claims that have a file.
    """
    if not claims:
        return [Missing("claims", "入库条件", "请至少选择一项入库条件，并填写证明。")]
    found = []
    for claim in claims:
        criterion = claim.criterion
        proof = proof_facts(claim, has_file=claim.pk in has_file)
        found += [
            Missing(
                f"claim.{criterion.code}",
                f"（{criterion.code}）{criterion.short_name}",
                f"{gap.message}不确定时可以先取消勾选这一项。",
            )
            for gap in gaps(criterion.proof_kind, proof, by_unit_only=True)
        ]
    return found
