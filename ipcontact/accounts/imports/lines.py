"""What the columns of a list of agencies and people mean: words in, values or a reason out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ipcontact.accounts.models import CODE_CHECK, MOBILE_CHECK, Agency
from ipcontact.accounts.roles import Role, separation_problem
from ipcontact.sheets.reader import Column
from ipcontact.text.rules import clean_name, clean_text, search_key

COLUMNS = (
    Column("agency_name", "机构名称", ("单位名称", "机构", "部门", "单位"), required=True),
    Column("agency_code", "机构代码", ("代码", "机构编号")),
    Column("kind", "机构类别", ("类别", "机构类型")),
    Column("parent", "上级机构", ("上级单位", "上级", "隶属机构")),
    Column("regions", "辖区", ("管辖区域", "负责区域")),
    Column("name", "姓名", ("人员姓名", "联络人")),
    Column("mobile", "手机", ("手机号", "手机号码", "移动电话", "联系电话")),
    Column("email", "邮箱", ("电子邮箱", "电子邮件")),
    Column("username", "登录名", ("用户名", "账号")),
    Column("roles", "角色", ("岗位角色", "权限角色")),
)

_SPLIT = re.compile(r"[、,，;；/\s|]+")
_KINDS = {search_key(kind.label): kind for kind in Agency.Kind} | {
    search_key(word): kind
    for word, kind in (
        ("区局", Agency.Kind.BUREAU),
        ("知识产权局", Agency.Kind.IP_OFFICE),
        ("开发区局", Agency.Kind.ZONE_BUREAU),
        ("所", Agency.Kind.STATION),
        ("市场监管所", Agency.Kind.STATION),
        ("执法支队", Agency.Kind.ENFORCEMENT_BRIGADE),
        ("科室", Agency.Kind.DIVISION),
        ("保护中心", Agency.Kind.IP_PROTECTION_CENTER),
        ("市局", Agency.Kind.SUPERIOR),
    )
}
# What the end of a name tells about the kind, when the column is empty.
_ENDINGS = (
    ("支队", Agency.Kind.ENFORCEMENT_BRIGADE),
    ("所", Agency.Kind.STATION),
    ("科", Agency.Kind.DIVISION),
    ("办公室", Agency.Kind.DIVISION),
)
_ROLES = {search_key(role.label): role for role in Role} | {
    search_key(word): role
    for word, role in (
        ("内勤", Role.AGENCY_CLERK),
        ("经办", Role.AGENCY_CLERK),
        ("所长", Role.AGENCY_HEAD),
        ("科长", Role.AGENCY_HEAD),
        ("负责人", Role.AGENCY_HEAD),
        ("领导", Role.DECIDER),
        ("法制", Role.LEGAL_REVIEWER),
        ("联系人", Role.LIAISON_OFFICER),
    )
}


@dataclass
class Line:
    """One row of the list, understood: the agency's part, the person's part, what is wrong."""

    number: int
    agency_name: str
    agency_code: str = ""
    kind: str = ""
    is_kind_written: bool = False  # else the kind was only guessed from the name
    parent: str = ""
    regions: tuple[str, ...] = ()
    name: str = ""
    mobile: str = ""
    email: str = ""
    username: str = ""
    roles: tuple[str, ...] = ()
    problems: list[tuple[str, str]] = field(default_factory=list)  # column key, reason

    @property
    def has_person(self) -> bool:
        return bool(self.name)


def kind_of(word: str, name: str) -> str | None:
    """The kind of agency a word means; with an empty word, what the end of the name tells.

    Args:
        word: content of the column 机构类别.
        name: name of the agency.
    Returns:
        a value of `Agency.Kind`, "" when nothing is said, None when the word means nothing.
    """
    if word:
        return _KINDS.get(search_key(word))
    return next((kind for ending, kind in _ENDINGS if name.endswith(ending)), "")


def roles_of(words: str) -> tuple[tuple[str, ...], list[str]]:
    """Roles a cell names, and the words that name none.

    Args:
        words: roles parted by 、 or commas, for example 内勤、责任联系人. A label that holds a
            slash (内勤/经办) may be written as it stands.
    """
    whole = _ROLES.get(search_key(words))
    if whole:
        return (whole.value,), []
    found: list[str] = []
    unknown: list[str] = []
    for word in filter(None, _SPLIT.split(words)):
        role = _ROLES.get(search_key(word))
        if role is None:
            unknown.append(word)
        elif role.value not in found:
            found.append(role.value)
    return tuple(found), unknown


def understand(number: int, values: Mapping[str, Any], regions: Mapping[str, str]) -> Line:
    """Read one row.

    Args:
        number: its number on the sheet.
        values: cells by column key, as the reader gives them.
        regions: keys under which a region is known (name, short name, code) -> its code.
    """
    text = {key: clean_text(value) for key, value in values.items()}
    line = Line(
        number=number,
        agency_name=clean_name(text.get("agency_name", "")),
        agency_code=text.get("agency_code", ""),
        parent=clean_name(text.get("parent", "")),
        name=clean_name(text.get("name", "")),
        mobile=re.sub(r"[\s-]", "", text.get("mobile", "")).removeprefix("+86"),
        email=text.get("email", "").lower(),
        username=text.get("username", ""),
    )
    _read_agency(line, text, regions)
    _read_person(line, text)
    return line


def _read_agency(line: Line, text: Mapping[str, str], regions: Mapping[str, str]) -> None:
    if not line.agency_name:
        line.problems.append(("agency_name", "没有写机构名称。"))
    if line.agency_code:
        _try(line, "agency_code", CODE_CHECK, line.agency_code)
    kind = kind_of(text.get("kind", ""), line.agency_name)
    if kind is None:
        line.problems.append(
            ("kind", f"不认识的机构类别，请填写：{'、'.join(Agency.Kind.labels)}。")
        )
    line.kind, line.is_kind_written = kind or "", bool(text.get("kind"))
    codes: list[str] = []
    for word in filter(None, _SPLIT.split(text.get("regions", ""))):
        code = regions.get(search_key(word))
        if code is None:
            line.problems.append(("regions", f"“{word}”不是本区的街镇或功能区。"))
        elif code not in codes:
            codes.append(code)
    line.regions = tuple(codes)


def _read_person(line: Line, text: Mapping[str, str]) -> None:
    line.roles, unknown = roles_of(text.get("roles", ""))
    if unknown:
        words = "、".join(unknown)
        line.problems.append(("roles", f"不认识的角色“{words}”，可用：{'、'.join(Role.labels)}。"))
    if problem := separation_problem(line.roles):
        line.problems.append(("roles", problem))
    if line.mobile:
        _try(line, "mobile", MOBILE_CHECK, line.mobile)
    if line.email:
        _try(line, "email", validate_email, line.email, "邮箱写法不对。")
    if not line.name and (line.mobile or line.email or line.username or line.roles):
        line.problems.append(("name", "填了联系方式、登录名或角色，但没有姓名。"))


def _try(line: Line, key: str, check, value: str, words: str = "") -> None:
    try:
        check(value)
    except ValidationError as error:
        line.problems.append((key, words or " ".join(error.messages)))
