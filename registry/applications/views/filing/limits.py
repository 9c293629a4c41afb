"""How often strangers may try; the numbers are in the settings, beside those of the sign-in."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse


def too_many(request: HttpRequest, action: str, *, key: str | None = None) -> HttpResponse | None:
    """Count one try; the page that says to wait, when there were too many.

    Args: action: a name of ``ACCOUNT_RATE_LIMITS``; key: what is counted besides the address.
    """
    refused = ratelimit.consume_or_429(request, action=action, key=key)
    if refused is not None:
        refused["Retry-After"] = "60"
    return refused
