"""How much a request may carry: refused by its declared length, before a byte of it is read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LARGEST_BODY = 16 * 1024 * 1024  # above the largest file a form takes, so that it can say why


class BodySizeMiddleware:
    """413 for a body that is too large; without it a stranger's upload fills the disk.

    A body without a declared length is empty for Django. Source: OWASP ASVS 5.0 5.2.1.
    """

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if declared.isdecimal() and int(declared[:18]) <= LARGEST_BODY:
            return self.get_response(request)
        return render(None, "413.html", status=413)
