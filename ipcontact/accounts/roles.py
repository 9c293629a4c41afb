"""The roles a person may hold, and which of them exclude each other."""

from collections.abc import Collection
from itertools import combinations

from django.db import models


class Role(models.TextChoices):
    """Roles of the glossary (bodies and people) and of the state tables (actors)."""

    UNIT_USER = "unit_user", "单位用户"
    AGENCY_CLERK = "agency_clerk", "内勤/经办"
    AGENCY_HEAD = "agency_head", "部门负责人"
    HANDLER = "handler", "区局经办"
    DECIDER = "decider", "审定领导"
    LEGAL_REVIEWER = "legal_reviewer", "法制审核"
    LIAISON_OFFICER = "liaison_officer", "责任联系人"
    EXPERT = "expert", "专家"
    PARTNER = "partner", "协作部门"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDITOR = "auditor", "审计员"


# The three administrators of GB/T 22239-2019 (8.1.5: system, security, audit management) are
# three people: whoever keeps the accounts gives no rights, and neither is judge of the log.
SEPARATED_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
SEPARATED_PAIRS = tuple(combinations(SEPARATED_ROLES, 2))
SEPARATION_MESSAGE = "系统管理员、安全管理员、审计员须由不同的人担任，同一人不能兼任其中两项。"


def separation_problem(roles: Collection[str]) -> str:
    """Why these roles may not be held by one person; empty when they may.

    Args:
        roles: role values, in any order.
    """
    held = [role.label for role in SEPARATED_ROLES if role in roles]
    if len(held) < 2:
        return ""
    return f"{'、'.join(held)}不能由同一人担任。{SEPARATION_MESSAGE}"


def role_labels(roles: Collection[str]) -> str:
    """The words for these roles in the order of the table, for example 区局经办、责任联系人."""
    return "、".join(role.label for role in Role if role in roles)
