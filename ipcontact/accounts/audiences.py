"""Who may open an address."""

PUBLIC = "public"
SIGNED_IN = "signed_in"


class AudienceMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
