"""Pages travel compressed; downloads and public files are compressed already or not worth it."""

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware


class PageCompressionMiddleware(GZipMiddleware):
    """Compresses HTML pages. Random padding keeps secrets on a page from being guessed by size."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
