"""The words of a change of a unit (states 6; glossary: units and eligibility)."""

from django.db import models

from registry.units.choices import RegistrationState


class ChangeKind(models.TextChoices):
    """What changes of a unit."""

    RENAME = "rename", "更名"
    CODE = "code", "统一代码变更"
    ADDRESS = "address", "区内迁址"
    LEGAL = "legal_representative", "法定代表人变更"
    LEAD_UNIT = "lead_unit", "更换牵头单位"
    MOVED_OUT = "moved_out", "迁出本区"
    SPLIT = "split", "分立"
    MERGED = "merged_into", "吸收合并"
    REVOKED = "revoked", "吊销"
    CANCELLED = "cancelled", "注销"
    BANKRUPT = "bankrupt", "破产"
    ACTIVE = "active", "恢复存续"
    CONTACT = "contact", "联络员和联系方式"


# Kinds that change the state in law, and what it is afterwards.
REGISTRATION_OF: dict[str, RegistrationState] = {
    ChangeKind.MOVED_OUT: RegistrationState.MOVED_OUT,
    ChangeKind.SPLIT: RegistrationState.SPLIT,
    ChangeKind.MERGED: RegistrationState.MERGED_INTO,
    ChangeKind.REVOKED: RegistrationState.REVOKED,
    ChangeKind.CANCELLED: RegistrationState.CANCELLED,
    ChangeKind.BANKRUPT: RegistrationState.BANKRUPT,
    ChangeKind.ACTIVE: RegistrationState.ACTIVE,
}
# Kinds that name one other unit: the successor, the new lead unit. A division names several.
RELATED_LABELS: dict[str, str] = {
    ChangeKind.MERGED: "承继单位",
    ChangeKind.LEAD_UNIT: "新的牵头单位",
}
# What a unit may tell about itself; the rest needs somebody who sees the other unit.
BY_THE_UNIT = (
    ChangeKind.RENAME,
    ChangeKind.ADDRESS,
    ChangeKind.LEGAL,
    ChangeKind.CODE,
    ChangeKind.MOVED_OUT,
    ChangeKind.CANCELLED,
)
# 联络员和联系方式 has pages of its own: it needs no check.
CHECKED_KINDS = tuple(kind for kind in ChangeKind if kind != ChangeKind.CONTACT)


class ChangeState(models.TextChoices):
    PROPOSED = "proposed", "待核对"
    ACCEPTED = "accepted", "已核对，待生效"
    EFFECTIVE = "effective", "已生效"
    REJECTED = "rejected", "核对未通过"
    WITHDRAWN = "withdrawn", "已撤回"


OPEN_STATES = (ChangeState.PROPOSED, ChangeState.ACCEPTED)


class ChangeSource(models.TextChoices):
    """Who found it."""

    UNIT = "unit", "单位提出"
    AGENCY = "agency", "机构提出"
    COMPARISON = "comparison", "登记信息比对"


class DifferenceField(models.TextChoices):
    """A cell of the registration data that can differ from the register."""

    NAME = "name", "名称"
    ADDRESS = "address", "住所"
    STATE = "state", "登记状态"
    LEGAL = "legal_representative", "法定代表人"
    CODE = "code", "统一社会信用代码"


class DifferenceState(models.TextChoices):
    OPEN = "open", "待处理"
    ACCEPTED = "accepted", "已接受"
    SET_ASIDE = "set_aside", "已搁置"
