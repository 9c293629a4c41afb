"""What the sign-in framework reports: signals of Django and allauth, none of our own."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Q

from ipcontact.audit.models import AccessEvent
from ipcontact.audit.rules import login_hint
from ipcontact.audit.services import record_access

Kind = AccessEvent.Kind


def _signed_in(sender: Any, request: Any = None, user: Any = None, **kwargs: Any) -> None:
    record_access(Kind.SIGN_IN, user=user, request=request)


def _signed_out(sender: Any, request: Any = None, user: Any = None, **kwargs: Any) -> None:
    if user is not None:
        record_access(Kind.SIGN_OUT, user=user, request=request)


def _sign_in_failed(sender: Any, credentials: dict, request: Any = None, **kwargs: Any) -> None:
    login = str(credentials.get("username") or credentials.get("email") or "")
    known = Q(username__iexact=login) | Q(email__iexact=login) if login else Q(pk=None)
    user = get_user_model().objects.filter(known).first()
    record_access(
        Kind.SIGN_IN_FAILED,
        user=user,
        request=request,
        target="" if user else login_hint(login),
    )


def _credential(words: str):
    def receive(sender: Any, request: Any = None, user: Any = None, **kwargs: Any) -> None:
        record_access(Kind.CREDENTIAL, user=user, request=request, target=words)

    return receive


CREDENTIAL_SIGNALS = (
    (account_signals.password_set, "设置密码"),
    (account_signals.password_changed, "修改密码"),
    (account_signals.password_reset, "重置密码"),
    (account_signals.email_changed, "更换主邮箱"),
    (mfa_signals.authenticator_added, "启用二次验证"),
    (mfa_signals.authenticator_removed, "停用二次验证"),
    (mfa_signals.authenticator_reset, "重设二次验证"),
)


def connect() -> None:
    """Listen to the sign-in framework; called once when the application starts."""
    user_logged_in.connect(_signed_in, dispatch_uid="audit_sign_in")
    user_logged_out.connect(_signed_out, dispatch_uid="audit_sign_out")
    user_login_failed.connect(_sign_in_failed, dispatch_uid="audit_sign_in_failed")
    for signal, words in CREDENTIAL_SIGNALS:
        signal.connect(_credential(words), weak=False, dispatch_uid=f"audit_{words}")
