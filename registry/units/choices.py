"""The words a unit can be described with (glossary: units and eligibility)."""

from django.db import models


class UnitKind(models.TextChoices):
    ENTERPRISE = "enterprise", "企业"
    PLATFORM = "platform", "电子商务平台"
    ASSOCIATION = "association", "行业协会"
    ALLIANCE = "alliance", "产业联盟"
    PUBLIC_INSTITUTION = "public_institution", "事业单位"
    SOLE_PROPRIETOR = "sole_proprietor", "个体工商户"
    COOPERATIVE = "cooperative", "农民专业合作社"
    BRANCH = "branch", "分支机构"
    OTHER = "other", "其他"


class RegistrationState(models.TextChoices):
    """The state of a unit in law; never its relation to the roster."""

    ACTIVE = "active", "存续"
    REVOKED = "revoked", "吊销未注销"
    CANCELLED = "cancelled", "注销"
    MOVED_OUT = "moved_out", "迁出"
    MERGED_INTO = "merged_into", "并入"
    SPLIT = "split", "分立"
    BANKRUPT = "bankrupt", "破产"
    UNKNOWN = "unknown", "未核实"


class MembershipState(models.TextChoices):
    """The relation of a unit to the roster, whatever its state in law."""

    OUTSIDE = "outside", "未入库"
    LISTED = "listed", "在库"
    SUSPENDED = "suspended", "暂停联系"
    REMOVAL_PROPOSED = "removal_proposed", "拟移出"
    LEFT = "left", "已移出"


class PersonRole(models.TextChoices):
    PRIMARY_CONTACT = "primary_contact", "主联络员"
    DEPUTY_CONTACT = "deputy_contact", "备联络员"
    LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人"


class AddressKind(models.TextChoices):
    REGISTERED = "registered", "住所"
    BUSINESS = "business", "实际经营地"
