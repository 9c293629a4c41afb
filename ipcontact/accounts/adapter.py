"""How sign-in behaves here: closed sign-up, locks per account, links from our own address."""

from urllib.parse import urljoin

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import mark_safe

from ipcontact.accounts.models import User

_WRONG = "登录名或密码不正确。请检查大小写；忘记密码可以重设。"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": "尝试次数过多，请 15 分钟后再试，或请管理员发放登录链接。",
        "username_password_mismatch": _WRONG,
        "email_password_mismatch": _WRONG,
    }

    def is_open_for_signup(self, request) -> bool:
        """Accounts are opened by an administrator only."""
        return False

    def is_email_verified(self, request, email: str) -> bool:
        """Addresses are entered by an administrator, who stands for them."""
        return True

    def format_email_subject(self, subject: str) -> str:
        return f"【知识产权保护重点联系机制】{subject}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a reset mail, built from the setting and never from the Host header."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "0", "key": "key"})
        return urljoin(settings.SITE_URL, path.replace("0-key", key))

    def get_password_change_redirect_url(self, request) -> str:
        return self.get_login_redirect_url(request)

    def set_password(self, user, password: str) -> None:
        """Store a new password; the other sessions of this person end with the old one."""
        user.set_password(password)
        user.save(update_fields=["password", "updated_at"])

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        """Failures count per person, whichever of the names was typed, and on no other basis.

        A login that does not exist is counted by its own text, so it locks just the same.
        """
        typed = str(credentials.get("email") or credentials.get("username") or "").lower()
        found = (
            User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))
            .values_list("pk", flat=True)
            .first()
            if typed
            else None
        )
        return f"person:{found}" if found else f"typed:{typed}"


class SecondFactorAdapter(DefaultMFAAdapter):
    def build_totp_svg(self, url: str) -> str:
        """The QR code as markup for the page itself; a data: image would break the CSP."""
        svg = super().build_totp_svg(url)
        return mark_safe(svg[svg.index("<svg") :])  # noqa: S308  (made here, holds only numbers)
