"""Pure judgements of the audit: what may be written down, and how."""

import re
from typing import Any

# What the triggers write in place of a personal value (audit_masked in migration 0001).
CONCEALED = "（已变更）"
# Columns that are never written down with their value, whatever a model declares.
ALWAYS_PERSONAL = ("password",)

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def escape_controls(text: str) -> str:
    """Make control and direction characters visible, so that a record stays one line.

    Args:
        text: anything a person or a program sent.
    Returns:
        the text with newline, ESC and their like written as ``\\x0a``, ``\\x1b``, ``\\u202e``.
    Source: promise 48 (log injection), ASVS 5.0 16.4.1.
    """

    def visible(match: re.Match[str]) -> str:
        number = ord(match[0])
        return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"

    return _CONTROL.sub(visible, text)


def clean_detail(value: Any) -> Any:
    """Escape every string inside a JSON value.

    Args:
        value: numbers, strings, lists and dicts; anything else is kept as its text.
    Returns:
        a value that json can write, without control characters.
    """
    if isinstance(value, str):
        return escape_controls(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {escape_controls(str(key)): clean_detail(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [clean_detail(item) for item in value]
    return escape_controls(str(value))


def login_hint(login: str) -> str:
    """Shorten a sign-in name that belongs to nobody: it may be a password typed too early.

    Args:
        login: what was typed into the name field.
    Returns:
        at most its first two characters and its length, e.g. ``ad…（11字）``.
    """
    if not login:
        return ""
    return f"{escape_controls(login[: min(2, len(login) // 3)])}…（{len(login)}字）"


def client_address(remote: str, forwarded: str, proxies: int) -> str:
    """The address a request came from, behind a known number of our own proxies.

    Args:
        remote: address of the peer of the connection.
        forwarded: value of X-Forwarded-For, empty when absent.
        proxies: how many proxies in front are ours; 0 means the header is not believed.
    Returns:
        an address, at most 45 characters, escaped; the peer's when the header is too short.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    chosen = hops[-proxies] if 0 < proxies <= len(hops) else remote
    return escape_controls(chosen)[:45]
