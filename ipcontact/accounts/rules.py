"""Who may touch whose account: pure judgements."""

from collections.abc import Collection

from ipcontact.accounts.roles import Role, role_labels, separation_problem

# Whoever keeps accounts must not be able to take over the people who watch over them.
WATCHING_ROLES = frozenset({Role.SECURITY_ADMIN, Role.AUDITOR})
# Roles that must stay held by at least one active person.
NEEDED_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})


def takeover_problem(target_roles: Collection[str]) -> str:
    """Why an account keeper may not issue a link for, or redirect the mail of, this person.

    Args:
        target_roles: roles of the person concerned.
    Returns:
        the reason, or an empty string.
    """
    watching = [role for role in target_roles if role in WATCHING_ROLES]
    if not watching:
        return ""
    return (
        f"{role_labels(watching)}的登录链接和邮箱不能由系统管理员更改，"
        "请在服务器上运行 manage.py sign_in_link 发放链接。"
    )


def role_change_problem(
    *, own: bool, before: Collection[str], after: Collection[str], lost_last: Collection[str]
) -> str:
    """Why the roles may not be changed so; empty when they may.

    Args:
        own: whether somebody changes the own roles.
        before: roles held now.
        after: roles wanted.
        lost_last: needed roles of which this person is the last active holder.
    """
    if own:
        return "不能更改本人的角色，请由另一位安全管理员办理。"
    unknown = [role for role in after if role not in Role.values]
    if unknown:
        return f"没有这些角色：{'、'.join(unknown)}。"
    dropped = [role for role in lost_last if role in before and role not in after]
    if dropped:
        return f"这是最后一位在用的{role_labels(dropped)}，请先指定接替的人。"
    return separation_problem(after)
