"""The people of a list: whom a row means, what differs, whose roles have to wait."""

from collections.abc import Sequence

from ipcontact.accounts.imports.lines import Line
from ipcontact.accounts.imports.plan import PersonStep, Plan, reject
from ipcontact.accounts.models import User
from ipcontact.accounts.rules import takeover_problem
from ipcontact.text.pinyin import pinyin_initials


def plan_people(plan: Plan, lines: Sequence[Line], codes: dict[int, str]) -> None:
    people = list(User.objects.select_related("agency"))
    taken = {user.username.lower() for user in people}
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        if line.number not in codes:
            continue
        if twin := _twin(line, codes[line.number], seen):
            reject(plan, line, "name", f"与第 {twin} 行重复。")
            continue
        existing = _known_person(line, codes[line.number], people)
        if existing == "conflict":
            reject(plan, line, "username", "登录名、手机和邮箱分别属于不同的人，请核对。")
            continue
        step = PersonStep(line, existing, line.username, codes[line.number])
        if existing is None:
            step.username = step.username or _free_username(line.name, taken)
            taken.add(step.username.lower())
        _complete_person(plan, step)
        plan.people.append(step)


def _twin(line: Line, agency: str, seen: dict) -> int | None:
    """The earlier row that names the same person."""
    marks = [
        ("username", line.username.lower()),
        ("mobile", line.mobile),
        ("email", line.email),
        ("name", f"{agency}|{line.name}" if not (line.username or line.mobile) else ""),
    ]
    marks = [mark for mark in marks if mark[1]]
    earlier = next((seen[mark] for mark in marks if mark in seen), None)
    for mark in marks:
        seen.setdefault(mark, line.number)
    return earlier


def _known_person(line: Line, agency: str, people: Sequence[User]):
    """The person a row means: by sign-in name, mobile, e-mail; else by name within the agency."""
    found = {
        user.pk: user
        for user in people
        if (line.username and user.username.lower() == line.username.lower())
        or (line.mobile and user.mobile == line.mobile)
        or (line.email and user.email == line.email)
    }
    if not found and not line.username:
        same = [u for u in people if u.name == line.name and u.agency and u.agency.code == agency]
        found = {user.pk: user for user in same} if len(same) == 1 else {}
    return "conflict" if len(found) > 1 else next(iter(found.values()), None)


def _free_username(name: str, taken: set[str]) -> str:
    stem = pinyin_initials(name) or "user"
    number = 1
    while (candidate := f"{stem}{number:02d}") in taken:
        number += 1
    return candidate


def _complete_person(plan: Plan, step: PersonStep) -> None:
    line, user = step.line, step.existing
    wanted = None if not line.roles or (user and set(user.roles) == set(line.roles)) else line.roles
    if wanted and plan.may_give_roles:
        step.roles = wanted
        if plan.by is not None and user is not None and plan.by.pk == user.pk:
            reject(plan, line, "roles", "不能更改本人的角色，请由另一位安全管理员办理。")
    elif wanted:
        plan.waiting_roles += 1
    if user is None:
        if not plan.may_write_people:
            reject(plan, line, "name", "账号还没有开立，请先由系统管理员导入。")
        return
    if not plan.may_write_people:
        return
    pairs = (
        ("姓名", user.name, line.name),
        ("手机", user.mobile or "", line.mobile or user.mobile or ""),
        ("邮箱", user.email, line.email or user.email),
        ("所属机构", user.agency.code if user.agency else "", step.agency_code),
    )
    step.changes = [(label, old, new) for label, old, new in pairs if old != new]
    redirects_mail = plan.by is not None and any(label == "邮箱" for label, _, _ in step.changes)
    if redirects_mail and (problem := takeover_problem(user.roles)):
        reject(plan, line, "email", problem)
