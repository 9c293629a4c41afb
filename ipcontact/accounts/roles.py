"""The roles a person may hold (glossary: bodies and people)."""

from django.db import models


class Role(models.TextChoices):
    UNIT_USER = "unit_user", "单位联络员"
    AGENCY_CLERK = "agency_clerk", "内勤（经办）"
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
