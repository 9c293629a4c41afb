"""Made-up stations and people of every role for the demonstration, never for a real register."""

import json
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings

from ipcontact.accounts.models import Agency, Region, User
from ipcontact.accounts.roles import Role
from ipcontact.accounts.services import assign_roles, open_account, set_password
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation

STATIONS = (
    ("SF-TG", "示例塘沽市场监管所", "120116001"),
    ("SF-HG", "示例汉沽市场监管所", "120116031"),
    ("SF-DG", "示例大港市场监管所", "120116051"),
    ("SF-XC", "示例新城市场监管所", "120116100"),
)
# sign-in name, name, code of the agency, roles
PEOPLE = (
    ("jingban1", "示例经办一", "QJ-ZB", (Role.HANDLER,)),
    ("jingban2", "示例经办二", "QJ-ZB", (Role.HANDLER, Role.LIAISON_OFFICER)),
    ("lingdao", "示例领导一", "QJ", (Role.DECIDER,)),
    ("fazhi", "示例法制一", "QJ-FG", (Role.LEGAL_REVIEWER,)),
    ("neiqin1", "示例内勤一", "SF-TG", (Role.AGENCY_CLERK,)),
    ("neiqin2", "示例内勤二", "GN-KFQ", (Role.AGENCY_CLERK,)),
    ("neiqin3", "示例内勤三", "BHZX", (Role.AGENCY_CLERK,)),
    ("suozhang", "示例所长一", "SF-TG", (Role.AGENCY_HEAD,)),
    ("lianxi", "示例联系人一", "SF-TG", (Role.LIAISON_OFFICER,)),
    ("zhuanjia", "示例专家一", "BHZX", (Role.EXPERT,)),
    ("xiezuo", "示例协作一", "XZ-GA", (Role.PARTNER,)),
    ("danwei", "示例单位用户一", "", (Role.UNIT_USER,)),
    ("xitong", "示例系统管理员", "QJ-BG", (Role.SYSTEM_ADMIN,)),
    ("anquan", "示例安全管理员", "QJ-BG", (Role.SECURITY_ADMIN,)),
    ("shenji", "示例审计员", "QJ-BG", (Role.AUDITOR,)),
)


def accounts_file() -> Path:
    """Where the demo passwords of this installation are kept."""
    return Path(settings.LOCAL_DIR) / "demo-accounts.json"


def create_people(stdout) -> list[dict[str, Any]]:
    """Make the demo stations and one person or more of every role, with random passwords.

    A second call gives the same people new passwords, so that the file always fits.

    Args:
        stdout: where progress is written.
    Returns:
        what is also in `.local/demo-accounts.json`: username, password, name, roles, agency.
    Raises:
        RuleViolation: the installation is no demo (`not_demo`).
    """
    if not settings.DEMO:
        raise RuleViolation("not_demo", "演示账号只能建在演示系统里。")
    with act("建立演示账号", by=None):
        _create_stations()
        accounts = [_create_person(*person) for person in PEOPLE]
    path = accounts_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(accounts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    stdout.write(f"演示账号 {len(accounts)} 个，密码在 {path}")
    return accounts


def load(stdout) -> None:
    """The part of this room in `manage.py load_demo`."""
    create_people(stdout)


def _create_stations() -> None:
    bureau = Agency.objects.get(code="QJ")
    for code, name, region in STATIONS:
        station, created = Agency.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "short_name": name.removesuffix("市场监管所") + "所",
                "kind": Agency.Kind.STATION,
                "parent": bureau,
            },
        )
        if created:
            station.regions.set(Region.objects.filter(code=region))


def _create_person(username: str, name: str, agency: str, roles: tuple[Role, ...]) -> dict:
    user = User.objects.filter(username=username).first()
    if user is None:
        user = open_account(
            username=username,
            name=name,
            agency=Agency.objects.get(code=agency) if agency else None,
            by=None,
        )
        user = assign_roles(user=user, roles=list(roles), by=None, version=user.version)
    password = secrets.token_urlsafe(12)
    set_password(user=user, password=password, by=None)
    return {
        "username": username,
        "password": password,
        "name": name,
        "roles": [role.label for role in Role if role in user.roles],
        "agency": user.agency.name if user.agency else "",
    }
