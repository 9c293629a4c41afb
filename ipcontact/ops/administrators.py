"""The first two people of an empty real register, kept apart from the start.

One looks after the system, the other gives rights: GB/T 22239-2019 8.1.5 wants both roles,
never in one hand.
"""

from django.db import transaction

from ipcontact.accounts.models import User
from ipcontact.accounts.roles import Role
from ipcontact.accounts.services import assign_roles, issue_sign_in_link, open_account
from ipcontact.ui.errors import RuleViolation

FIRST_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


def has_administrators() -> bool:
    """Whether an active person holds each of the two roles."""
    people = User.objects.filter(is_active=True)
    return all(people.filter(roles__contains=[role]).exists() for role in FIRST_ROLES)


@transaction.atomic
def create_first_administrators(*, people: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Open the accounts of the first administrators, both or none.

    Args: people: role → (sign-in name, name of the person).
    Returns: role → one-time link with which the person sets a password.
    Raises: RuleViolation when administrators exist or a value is refused.
    """
    if has_administrators():
        raise RuleViolation("exists", "已有管理员，请由管理员在网页上开立其他账号。")
    links = {}
    for role in FIRST_ROLES:
        username, name = people[role]
        user = open_account(username=username, name=name, by=None)
        user = assign_roles(
            user=user, roles=[role], by=None, version=user.version, reason="首位管理员"
        )
        links[role] = issue_sign_in_link(user=user, by=None)
    return links
