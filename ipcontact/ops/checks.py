"""Settings with which a real register must not start (OWASP ASVS 5.0 13.x, promise 55)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

SERVING_KINDS = {"web", "worker"}
SECRET_LENGTH = 50
LOOPBACK = {"", "localhost", "127.0.0.1", "::1"}


def database_is_local() -> bool:
    """Whether the database is reached without leaving this machine."""
    host = str(settings.DATABASES["default"].get("HOST") or "")
    return host.startswith("/") or host in LOOPBACK


def _serves_this_machine_only() -> bool:
    """Whether the database and every name of the site lie on this machine."""
    hosts = {host.strip("[]") for host in settings.ALLOWED_HOSTS}
    return database_is_local() and hosts <= LOOPBACK


def _secret_key() -> str:
    """The key, empty when there is none (Django refuses to hand out an empty one)."""
    try:
        return settings.SECRET_KEY
    except ImproperlyConfigured:
        return ""


@register()
def unsafe_settings(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Everything about the settings that is unsafe for what this installation is."""
    found: list[CheckMessage] = []
    if not database_is_local():
        if settings.DEBUG:
            found.append(Error("DEBUG=1 不能用于远程数据库：出错页面会泄露数据。", id="ops.E001"))
        if settings.DEMO:
            found.append(Error("DEMO=1 不能用于远程数据库：演示账号人人可知。", id="ops.E002"))
    if settings.DEBUG:
        return found
    secret = _secret_key()
    if len(secret) < SECRET_LENGTH or len(set(secret)) < 5:
        found.append(Error(f"SECRET_KEY 至少需要 {SECRET_LENGTH} 个随机字符。", id="ops.E003"))
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        found.append(Error("ALLOWED_HOSTS 必须逐个写明域名，不能为空或 *。", id="ops.E004"))
    if settings.IS_LOCAL or (not settings.HTTPS and _serves_this_machine_only()):
        return found
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        found.append(Error("会话和表单 Cookie 必须只经 https 发送。", id="ops.E005"))
    if urlsplit(settings.SITE_URL).scheme != "https":
        found.append(
            Error(
                "SITE_URL 必须是 https 地址，邮件中的链接由它生成。"
                "只在本机试用自备数据库的，请设 HTTPS=0。",
                id="ops.E006",
            )
        )
    if not settings.EMAIL_URL:
        found.append(Warning("没有设置 EMAIL_URL：邮件只写入本机文件。", id="ops.W001"))
    return found


def refuse_unsafe_start() -> None:
    """Stop a serving process whose settings are unsafe; commands get the system check.

    Raises ImproperlyConfigured with one line per setting.
    """
    if settings.PROCESS_KIND not in SERVING_KINDS:
        return
    errors = [str(message.msg) for message in unsafe_settings() if message.is_serious()]
    if errors:
        raise ImproperlyConfigured("不安全的设置，拒绝启动：\n" + "\n".join(errors))
