"""The kinds of agencies and regions (glossary: bodies and people)."""

from django.db import models


class RegionKind(models.TextChoices):
    SUB_DISTRICT = "sub_district", "街道"
    TOWN = "town", "镇"
    ZONE = "zone", "功能区"


class AgencyKind(models.TextChoices):
    BUREAU = "bureau", "区市场监管局"
    IP_OFFICE = "ip_office", "区知识产权局"
    ZONE_BUREAU = "zone_bureau", "功能区局"
    STATION = "station", "监管所"
    ENFORCEMENT_BRIGADE = "enforcement_brigade", "综合行政执法支队"
    DIVISION = "division", "内设科室"
    IP_PROTECTION_CENTER = "ip_protection_center", "知识产权保护中心"
    OVERSEAS_GUIDANCE_BRANCH = "overseas_guidance_branch", "海外应对指导分中心"
    PARTNER = "partner", "协作部门"
    SUPERIOR = "superior", "上级机关"
