"""Our own page for what does not exist, also while debugging, when Django shows its own."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404
from django.views.defaults import page_not_found


class NotFoundMiddleware:
    """Whoever tries the demonstration meets the page of the real register, not a list of URLs."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.DEBUG and response.status_code == 404 and request.resolver_match is None:
            return page_not_found(request, None)
        return response

    def process_exception(self, request, exception):
        """A record that is not there, or not for this person."""
        if settings.DEBUG and isinstance(exception, Http404):
            return page_not_found(request, exception)
        return None
