"""申报编号 and 查询码: what a person without an account shows to find the own application."""

import hashlib
import hmac
import secrets

from django.conf import settings

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without what is read wrongly on paper
LENGTH = 8


def new_nonce() -> str:
    """Seed of a new code; a new seed makes the old code useless."""
    return secrets.token_hex(16)


def lookup_code(application_no: str, nonce: str) -> str:
    """The code of an application: not stored, so that no list or backup tells it.

    Args: application_no: 申报编号; nonce: the stored seed.
    Returns: 8 characters, for example ``7KQM-2XHB`` without the dash.
    """
    key = f"application-lookup:{settings.SECRET_KEY}".encode()
    digest = hmac.new(key, f"{application_no}:{nonce}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:8], "big")
    code = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        code += ALPHABET[place]
    return code


def code_matches(application_no: str, nonce: str, typed: str) -> bool:
    """Whether a typed code is the right one; takes the same time either way."""
    plain = typed.strip().upper().replace("-", "").replace(" ", "")
    return hmac.compare_digest(
        lookup_code(application_no, nonce).encode(), plain.encode("utf-8", "replace")
    )
