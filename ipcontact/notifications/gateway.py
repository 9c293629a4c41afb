"""The way out by SMS: one POST to the gateway of the setting; the demonstration writes files."""

import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

TIMEOUT_SECONDS = 10


class GatewayError(Exception):
    """The gateway did not take the message. `is_final`: trying again would not help."""

    def __init__(self, words: str, *, is_final: bool = False) -> None:
        super().__init__(words)
        self.is_final = is_final


def is_configured() -> bool:
    """Whether there is a gateway, or the demonstration's file in its place."""
    return bool(settings.SMS_GATEWAY_URL or settings.SMS_FILE_PATH)


def send_sms(*, number: str, text: str, key: str) -> None:
    """Hand one short message to the gateway.

    It gets JSON ``{"id", "mobile", "text"}`` with the token as bearer; any 2xx means taken.

    Args: number: 11 digits; text: the whole message; key: the same at every try, so that a
        gateway that knows it sends once.
    Raises: GatewayError: not taken; no redirect is followed.
    """
    if not settings.SMS_GATEWAY_URL and settings.SMS_FILE_PATH:
        _write_down(number, text)
        return
    parts = urlsplit(settings.SMS_GATEWAY_URL)
    kind = {"https": HTTPSConnection, "http": HTTPConnection}.get(parts.scheme)
    if kind is None or not parts.hostname:
        raise GatewayError("短信网关地址不对，应以 http 或 https 开头", is_final=True)
    connection = kind(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if settings.SMS_GATEWAY_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_GATEWAY_TOKEN}"
    content = json.dumps({"id": key, "mobile": number, "text": text}, ensure_ascii=False)
    try:
        connection.request("POST", path, content.encode(), headers)
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise GatewayError(f"短信网关没有应答（{type(error).__name__}）") from error
    finally:
        connection.close()
    if not 200 <= status < 300:
        refused = 400 <= status < 500 and status not in (408, 425, 429)
        raise GatewayError(f"短信网关退回（{status}）", is_final=refused)


def _write_down(number: str, text: str) -> None:
    folder = get_connection(
        "django.core.mail.backends.filebased.EmailBackend", file_path=settings.SMS_FILE_PATH
    )
    EmailMessage(subject="短信", body=text, to=[number], connection=folder).send()
