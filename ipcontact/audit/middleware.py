"""What every request tells the audit: its number, its address, its user."""

from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied

from ipcontact.audit.context import RequestContext, request_context
from ipcontact.audit.models import AccessEvent
from ipcontact.audit.rules import client_address
from ipcontact.audit.services import record_access


class RequestContextMiddleware:
    """Numbers each request and keeps its context while it runs; records refused requests."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        context = RequestContext(
            request_id=uuid4().hex[:16],
            address=client_address(
                request.META.get("REMOTE_ADDR", ""),
                request.META.get("HTTP_X_FORWARDED_FOR", ""),
                getattr(settings, "TRUSTED_PROXIES", 0),
            ),
            request=request,
        )
        request.audit_context = context
        request.request_id = context.request_id
        with request_context(context):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = context.request_id
        return response

    def process_exception(self, request, exception):
        """A refusal raised by a view or service: its transaction is gone, so record it here."""
        if isinstance(exception, PermissionDenied):
            record_access(
                AccessEvent.Kind.REFUSAL,
                user=getattr(request, "user", None),
                request=request,
                target=request.path,
                detail={"method": request.method, "reason": str(exception)},
            )
