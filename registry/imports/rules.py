"""Judgement of words in an import: kinds, states, places. No tables, no clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ipcontact.text.rules import search_key
from registry.roster.choices import ExitGround
from registry.units.choices import RegistrationState, UnitKind

BLANK_MARKS = frozenset({"", "/", "-", "－", "\\", "无", "暂无", "N/A", "n/a", "…"})
ERASE_MARKS = frozenset({"—", "——"})
_NOT_NUMBERED = BLANK_MARKS | ERASE_MARKS | {"待编号", "文号待编号", "待编", "待定", "待补"}

_KIND_WORDS: tuple[tuple[str, UnitKind], ...] = (
    ("分公司", UnitKind.BRANCH),
    ("分支机构", UnitKind.BRANCH),
    ("联盟", UnitKind.ALLIANCE),
    ("协会", UnitKind.ASSOCIATION),
    ("商会", UnitKind.ASSOCIATION),
    ("学会", UnitKind.ASSOCIATION),
    ("社会团体", UnitKind.ASSOCIATION),
    ("社团", UnitKind.ASSOCIATION),
    ("平台", UnitKind.PLATFORM),
    ("电商", UnitKind.PLATFORM),
    ("事业", UnitKind.PUBLIC_INSTITUTION),
    ("高校", UnitKind.PUBLIC_INSTITUTION),
    ("科研院所", UnitKind.PUBLIC_INSTITUTION),
    ("个体", UnitKind.SOLE_PROPRIETOR),
    ("合作社", UnitKind.COOPERATIVE),
    ("企业", UnitKind.ENTERPRISE),
    ("公司", UnitKind.ENTERPRISE),
    ("其他", UnitKind.OTHER),
)
_KIND_BY_CODE = {
    "91": UnitKind.ENTERPRISE,
    "92": UnitKind.SOLE_PROPRIETOR,
    "93": UnitKind.COOPERATIVE,
    "51": UnitKind.ASSOCIATION,
    "12": UnitKind.PUBLIC_INSTITUTION,
    "52": UnitKind.OTHER,
    "53": UnitKind.OTHER,
    "11": UnitKind.OTHER,
}
_STATE_WORDS: tuple[tuple[str, RegistrationState], ...] = (
    ("未注销", RegistrationState.REVOKED),
    ("已注销", RegistrationState.CANCELLED),
    ("注销", RegistrationState.CANCELLED),
    ("吊销", RegistrationState.REVOKED),
    ("撤销", RegistrationState.CANCELLED),
    ("迁出", RegistrationState.MOVED_OUT),
    ("迁往", RegistrationState.MOVED_OUT),
    ("并入", RegistrationState.MERGED_INTO),
    ("合并", RegistrationState.MERGED_INTO),
    ("分立", RegistrationState.SPLIT),
    ("破产", RegistrationState.BANKRUPT),
    ("未核实", RegistrationState.UNKNOWN),
    ("存续", RegistrationState.ACTIVE),
    ("在业", RegistrationState.ACTIVE),
    ("开业", RegistrationState.ACTIVE),
    ("在营", RegistrationState.ACTIVE),
    ("在册", RegistrationState.ACTIVE),
    ("正常", RegistrationState.ACTIVE),
)
_GROUND_WORDS: tuple[tuple[str, ExitGround], ...] = (
    ("自愿", ExitGround.OWN_WISH),
    ("申请退出", ExitGround.OWN_WISH),
    ("注销", ExitGround.DISSOLVED),
    ("吊销", ExitGround.REVOKED),
    ("迁出", ExitGround.MOVED_OUT),
    ("合并", ExitGround.MERGED),
    ("条件", ExitGround.CRITERIA_LOST),
    ("弄虚作假", ExitGround.FALSE_MATERIAL),
    ("侵权", ExitGround.IP_MISCONDUCT),
    ("失信", ExitGround.SERIOUS_DISHONESTY),
    ("失联", ExitGround.UNREACHABLE),
)
_OTHER_PROVINCE = re.compile(
    r"^(?!天津)(?:北京|上海|重庆|香港|澳门|台湾|内蒙古|广西|西藏|宁夏|新疆|[一-龥]{2,3}省)"
)
_OTHER_CITY = re.compile(r"^(?:[一-龥]{2,3}省)?(?!天津市)[一-龥]{2,5}?市(?!场)")
_OTHER_DISTRICT = re.compile(
    r"(?:和平|河东|河西|南开|河北|红桥|东丽|西青|津南|北辰|武清|宝坻|宁河|静海|蓟州)区|蓟县"
)
_DISTRICT_WORDS = (
    "滨海新区",
    "塘沽",
    "汉沽",
    "大港",
    "泰达",
    "天津经济技术开发区",
    "天津港",
    "空港",
    "临港",
    "东疆",
    "生态城",
    "滨海高新",
)
_ZONE = re.compile(r"(?:^|天津市?|滨海新区)(?:经济技术)?(?:开发区|经开区|保税区|高新区)")
_REGION_ALIASES = {
    "开发区": "经济技术开发区",
    "经开区": "经济技术开发区",
    "泰达": "经济技术开发区",
    "保税区": "天津港保税区",
    "空港": "天津港保税区",
    "高新区": "高新技术产业开发区",
    "滨海高新区": "高新技术产业开发区",
}


@dataclass(frozen=True)
class Vocabulary:
    """Names the register knows: regions and agencies by normalised name."""

    regions: Mapping[str, int] = field(default_factory=dict)
    agencies: Mapping[str, int] = field(default_factory=dict)
    region_labels: Mapping[int, str] = field(default_factory=dict)
    agency_labels: Mapping[int, str] = field(default_factory=dict)


def read_kind(text: str) -> UnitKind | None:
    """The kind a cell of 单位类型 names; None when it cannot be told."""
    return next((kind for word, kind in _KIND_WORDS if word in text), None)


def guess_kind(name: str, code: str, legal_form: str = "") -> UnitKind:
    """The kind of a unit whose file says nothing: by legal form, name, then code (GB 32100)."""
    if "分公司" in legal_form or "分支机构" in legal_form or name.endswith("分公司"):
        return UnitKind.BRANCH
    if "个体" in legal_form:
        return UnitKind.SOLE_PROPRIETOR
    if "合作社" in legal_form or name.endswith("合作社"):
        return UnitKind.COOPERATIVE
    if "联盟" in name and not code.startswith("9"):
        return UnitKind.ALLIANCE
    return _KIND_BY_CODE.get(code[:2], UnitKind.OTHER if code else UnitKind.ALLIANCE)


def names_alliance(name: str, kind_text: str) -> bool:
    """Whether a line without code may be an alliance, the only kind that needs none."""
    return "联盟" in kind_text or (not kind_text and "联盟" in name)


def read_state(text: str) -> RegistrationState | None:
    """The registration state a cell names; None when it cannot be told."""
    return next((state for word, state in _STATE_WORDS if word in text), None)


def read_ground(text: str) -> ExitGround:
    """The ground of an exit; `OTHER` when the words name none we know."""
    labels = {ground.label: ground for ground in ExitGround}
    if text in labels:
        return labels[text]
    return next((ground for word, ground in _GROUND_WORDS if word in text), ExitGround.OTHER)


def read_document_no(text: str) -> str:
    """A document number as it is kept; empty for words that say there is none yet."""
    return "" if text.strip("（）() ") in _NOT_NUMBERED else text


def outside_district(address: str, region_names: Mapping[str, int]) -> bool:
    """Whether an address names another place, or nothing that lies in the district."""
    compact = re.sub(r"\s", "", address)
    if _OTHER_PROVINCE.match(compact) or _OTHER_CITY.match(compact):
        return True
    if _ZONE.search(compact) or any(word in compact for word in _DISTRICT_WORDS):
        return False
    key = search_key(compact)
    if any(name in key for name in region_names):
        return False
    return bool(_OTHER_DISTRICT.search(compact)) or "天津" not in compact


def find_region(text: str, regions: Mapping[str, int]) -> int | None:
    """The region a cell names, by full name, usual short name, or as the one that fits."""
    key = search_key(text)
    if not key:
        return None
    if key in regions:
        return regions[key]
    key = key.removeprefix("天津市").removeprefix("滨海新区") or key
    key = _REGION_ALIASES.get(key, key)
    fitting = {number for name, number in regions.items() if key in name or name in key}
    return fitting.pop() if len(fitting) == 1 and len(key) >= 2 else None


def region_of_address(address: str, regions: Mapping[str, int]) -> int | None:
    """The region an address of the district spells out; None when none or several."""
    key = search_key(address)
    if "滨海新区" not in key:
        return None
    fitting = {number for name, number in regions.items() if name in key}
    return fitting.pop() if len(fitting) == 1 else None
