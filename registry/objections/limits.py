"""How often strangers may try; the numbers are in the settings, beside those of the sign-in."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

NEW, LOOKUP = "objection_new", "objection_lookup"


def too_many(request: HttpRequest, action: str) -> HttpResponse | None:
    """Count one try from this address; the page that says to wait, when there were too many."""
    if ratelimit.consume(request, action=action):
        return None
    refused = ratelimit.respond_429(request)
    refused["Retry-After"] = "60"
    return refused
