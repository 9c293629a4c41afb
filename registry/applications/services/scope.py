"""What of a returned file may be changed: what its correction notice names, nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ipcontact.ui.errors import RuleViolation
from registry.applications.answers import is_empty
from registry.applications.choices import ApplicationState, CorrectionState
from registry.applications.models import Application
from registry.applications.questions import Section

# A mark on all conditions opens each of them.
ANY_CLAIM = "claims"
# What says which unit the file is for: with another code it would be another unit's file.
FIXED = frozenset({"basic.credit_code", "basic.lead_unit_code"})


def open_paths(application: Application) -> frozenset[str] | None:
    """Paths the sent notice of a returned file names; None when everything may be changed."""
    if application.state != ApplicationState.RETURNED:
        return None
    notices = application.correction_notices.filter(state=CorrectionState.SENT)
    return frozenset(notices.values_list("items__path", flat=True)) - {None}


def claim_path(code: str) -> str:
    """Where a condition stands in a notice."""
    return f"claim.{code}"


def file_path(purpose: str) -> str:
    """Where an attachment stands in a notice."""
    return f"file.{purpose}"


def is_named(path: str, named: Collection[str]) -> bool:
    """Whether a notice that names these paths is about this one."""
    return path in named or (path.startswith("claim.") and ANY_CLAIM in named)


def refuse_outside(application: Application, paths: Iterable[str]) -> None:
    """Refuse a change of what a returned file's notice does not name.

    Raises: RuleViolation `not_in_notice`.
    """
    allowed = open_paths(application)
    if allowed is None:
        return
    for path in paths:
        if not is_named(path, allowed):
            raise RuleViolation(
                "not_in_notice",
                "退回修改时只能改动通知中列出的项目，其他内容没有保存。需要更正其他内容的，"
                "请先电话联系审核人员。",
            )


def refuse_another_unit(application: Application, paths: Iterable[str]) -> None:
    """Refuse another code once the file belongs to a unit.

    Raises: RuleViolation `unit_fixed`.
    """
    if application.state != ApplicationState.DRAFT and not FIXED.isdisjoint(paths):
        raise RuleViolation(
            "unit_fixed",
            "信用代码已对应到单位，不能再改。代码填错的，请撤回这件申报，用正确的代码重新申报；"
            "由推荐单位填写的，请联系推荐单位。",
        )


def changed_paths(
    section: Section, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    """Questions of a section whose value differs; an empty one equals one never answered.

    Args: before, after: all values of the section, personal ones too, by question.
    """
    return [
        f"{section.key}.{question.name}"
        for question in section.questions
        if _plain(before.get(question.name)) != _plain(after.get(question.name))
    ]


def _plain(value: Any) -> Any:
    return None if is_empty(value) else value
