"""The words of proofs: what kind of proof a condition asks for, where its check stands."""

from django.db import models


class ProofKind(models.TextChoices):
    """What a condition is proven by; decides which particulars are asked for."""

    HIGH_TECH = "high_tech", "高新技术企业证书或“四新”情况说明"
    DEMONSTRATION = "demonstration", "示范企业认定文件"
    PATENTS = "patents", "专利清单"
    WELL_KNOWN_TRADEMARK = "well_known_trademark", "驰名商标个案认定文书"
    TIME_HONORED = "time_honored", "老字号认定文件"
    PLATFORM_REVENUE = "platform_revenue", "年度收入证明"
    ORGANISATION = "organisation", "登记证书或联盟协议、会员名单"
    CENTER_RECORD = "center_record", "保护中心备案"
    FREE_REASON = "free_reason", "申报理由和推荐单位说明"


class Variant(models.TextChoices):
    """Which of several ways or levels of one kind of proof."""

    CERTIFICATE = "certificate", "高新技术企业证书"
    NEW_ECONOMY = "new_economy", "“四新”企业情况说明"
    NATIONAL = "national", "国家级"
    MUNICIPAL = "municipal", "市级"
    DISTRICT = "district", "区级"
    CHINA_TIME_HONORED = "china_time_honored", "中华老字号"
    TIANJIN_TIME_HONORED = "tianjin_time_honored", "津门老字号"
    PATENTS_FILED = "patents_filed", "申请量"
    PATENTS_HELD = "patents_held", "拥有量"
    PLATFORM_INCOME = "platform_income", "平台收入"
    UNIT_INCOME = "unit_income", "单位收入"
    ASSOCIATION = "association", "行业协会"
    ALLIANCE = "alliance", "产业联盟"


VARIANTS: dict[str, tuple[Variant, ...]] = {
    ProofKind.HIGH_TECH: (Variant.CERTIFICATE, Variant.NEW_ECONOMY),
    ProofKind.DEMONSTRATION: (Variant.NATIONAL, Variant.MUNICIPAL, Variant.DISTRICT),
    ProofKind.PATENTS: (Variant.PATENTS_FILED, Variant.PATENTS_HELD),
    ProofKind.TIME_HONORED: (Variant.CHINA_TIME_HONORED, Variant.TIANJIN_TIME_HONORED),
    ProofKind.PLATFORM_REVENUE: (Variant.PLATFORM_INCOME, Variant.UNIT_INCOME),
    ProofKind.ORGANISATION: (Variant.ASSOCIATION, Variant.ALLIANCE),
}


class CheckState(models.TextChoices):
    """`EvidenceCheckState` of the state tables; expired is computed from dates, never stored."""

    UNCHECKED = "unchecked", "待核对"
    ACCEPTED = "accepted", "已核实"
    REJECTED = "rejected", "未通过"


class CriterionState(models.TextChoices):
    """Where a condition stands for a unit on a day; computed by `rules.assess`, never stored."""

    CLAIMED = "claimed", "已申报"
    PROVEN = "proven", "已证明"
    EXPIRING = "expiring", "即将到期"
    EXPIRED = "expired", "已过期"
    NOT_MET = "not_met", "未达到"
    NOT_CLAIMED = "not_claimed", "未申报"


class EvidenceSource(models.TextChoices):
    """By which way a proof came to the unit's file."""

    UNIT = "unit", "单位提交"
    AGENCY = "agency", "工作人员登记"
    CENTER_LIST = "center_list", "保护中心备案名单"
    APPLICATION = "application", "申报材料"
