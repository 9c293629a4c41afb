"""Opening, changing and closing accounts, giving roles: the only place where people change."""

from urllib.parse import urljoin

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from ipcontact.accounts.models import Agency, User
from ipcontact.accounts.rights import require
from ipcontact.accounts.roles import Role
from ipcontact.accounts.rules import NEEDED_ROLES, role_change_problem, takeover_problem
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation


def open_account(
    *,
    username: str,
    name: str,
    by: User | None,
    agency: Agency | None = None,
    email: str = "",
    mobile: str | None = None,
) -> User:
    """Open an account without password and without roles.

    Args:
        username: sign-in name, unique without regard to case.
        name: the person's name.
        by: who does it (`users.manage`); None for commands on the server.
        agency: where the person works; None for people of units.
        email: e-mail or empty.
        mobile: 11 digits or None.
    Returns:
        the stored person.
    Raises:
        RuleViolation: a value is refused (`invalid`).
    """
    if by is not None:
        require(by, "users.manage")
    with act("开立账号", by=by):
        username = User.normalize_username(username)  # before its length is judged
        user = User(
            username=username, name=name, agency=agency, email=email.lower(), mobile=mobile or None
        )
        user.set_unusable_password()
        _check(user)
        user.save(force_insert=True)
        return user


def change_account(
    *,
    user: User,
    version: int,
    by: User | None,
    name: str,
    agency: Agency | None,
    email: str,
    mobile: str | None,
    is_active: bool,
) -> User:
    """Change a person's name, agency and contacts, or close and open the account.

    Closing ends every session of that person.

    Args:
        user: whom; re-read under a lock.
        version: the version the form showed.
        by: who does it (`users.manage`), never closing the own account; None for commands.
    Raises:
        RuleViolation: `stale`, `own_account`, `takeover`, `last_holder` or `invalid`.
    """
    if by is not None:
        require(by, "users.manage")
    closing = user.is_active and not is_active
    with act("停用账号" if closing else "修改账号", by=by):
        user = _locked(user, version)
        if by is not None and user.pk == by.pk and not is_active:
            raise RuleViolation("own_account", "不能停用自己的账号，请由另一位系统管理员办理。")
        redirects_mail = by is not None and email.lower() != user.email
        if redirects_mail and (problem := takeover_problem(user.roles)):
            raise RuleViolation("takeover", problem)
        if not is_active and (last := _last_holder_of(user)):
            raise RuleViolation("last_holder", role_change_problem_words(user, last))
        if user.is_active and not is_active:
            user.session_epoch += 1
        user.name, user.agency, user.email = name, agency, email.lower()
        user.mobile, user.is_active = mobile or None, is_active
        user.version += 1
        _check(user)
        user.save()
        return user


def assign_roles(*, user: User, roles: list[str], by: User | None, version: int, reason: str = ""):
    """Give a person exactly these roles. It counts from the person's next request.

    Args:
        user: whom; re-read under a lock.
        roles: role values; order and doubles do not matter.
        by: who does it (`roles.assign`), never about oneself; None for commands on the server.
        version: the version the form showed.
        reason: why, for the record.
    Returns:
        the stored person.
    Raises:
        RuleViolation: `stale` or `roles`.
    Source: GB/T 22239-2019 8.1.5 (separate administrators).
    """
    if by is not None:
        require(by, "roles.assign")
    with act("分配角色", by=by, reason=reason):
        user = _locked(user, version)
        problem = role_change_problem(
            own=by is not None and by.pk == user.pk,
            before=user.roles,
            after=roles,
            lost_last=_last_holder_of(user),
        )
        if problem:
            raise RuleViolation("roles", problem)
        wanted = [role.value for role in Role if role in roles]
        if wanted != user.roles:
            user.roles = wanted
            user.version += 1
            _check(user)
            user.save(update_fields=["roles", "version", "updated_at"])
        return user


def set_password(*, user: User, password: str, by: User | None) -> None:
    """Store a password chosen for somebody (demo people); every session of that person ends.

    Args:
        user: whom.
        password: the new password, already judged.
        by: who does it; None for commands on the server.
    """
    with act("设置密码", by=by):
        user.set_password(password)
        user.save(update_fields=["password", "updated_at"])


def end_sessions(*, user: User, by: User | None) -> None:
    """Sign a person out everywhere: oneself, or anybody with `users.manage`."""
    if by is not None and by.pk != user.pk:
        require(by, "users.manage")
    with act("结束全部登录", by=by):
        user = User.objects.select_for_update().get(pk=user.pk)
        user.session_epoch += 1
        user.save(update_fields=["session_epoch", "updated_at"])


def issue_sign_in_link(*, user: User, by: User | None) -> str:
    """A link with which a person sets a password once; valid for PASSWORD_RESET_TIMEOUT.

    Every earlier link stops working as soon as one was used.

    Args:
        user: whom.
        by: who does it (`users.manage`); None for the command on the server.
    Returns:
        the whole address, to be handed over and shown once.
    Raises:
        RuleViolation: `closed` account, or `takeover` of a watching role.
    """
    if by is not None:
        require(by, "users.manage")
        if problem := takeover_problem(user.roles):
            raise RuleViolation("takeover", problem)
    if not user.is_active:
        raise RuleViolation("closed", "账号已停用，启用后才能发放登录链接。")
    with act("发放登录链接", by=by):
        user = User.objects.select_for_update().get(pk=user.pk)
        user.session_epoch += 1
        user.version += 1
        user.save(update_fields=["session_epoch", "version", "updated_at"])
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    return urljoin(settings.SITE_URL, path)


def role_change_problem_words(user: User, last: set[str]) -> str:
    """Why the last holder of a needed role cannot leave."""
    return role_change_problem(own=False, before=user.roles, after=[], lost_last=last)


def _locked(user: User, version: int) -> User:
    fresh = User.objects.select_for_update(of=["self"]).get(pk=user.pk)
    if fresh.version != version:
        raise RuleViolation("stale", "这个账号刚被别人改过，请核对页面上的最新内容后重新提交。")
    return fresh


def _last_holder_of(user: User) -> set[str]:
    """Needed roles that no other active person holds."""
    others = User.objects.filter(is_active=True).exclude(pk=user.pk)
    return {
        role
        for role in NEEDED_ROLES
        if role in user.roles and not others.filter(roles__contains=[role]).exists()
    }


def _check(user: User) -> None:
    """Refuse what the model refuses, in the words of its fields."""
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        words = [
            f"{_label(field)}{text}"
            for field, texts in error.message_dict.items()
            for text in texts
        ]
        raise RuleViolation("invalid", " ".join(words)) from error


def _label(field: str) -> str:
    return "" if field == "__all__" else f"{User._meta.get_field(field).verbose_name}："
