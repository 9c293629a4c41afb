"""Settings of this room that start-up refuses."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register

from ipcontact.notifications.rules import Hours


@register
def check_settings(app_configs, **kwargs) -> list[Error]:
    """System check: hours that can be read, a gateway that personal numbers may travel to."""
    found = []
    try:
        Hours.parse(settings.MESSAGE_HOURS)
    except ValueError as error:
        found.append(Error(f"MESSAGE_HOURS: {error}", id="notifications.E001"))
    gateway = urlsplit(settings.SMS_GATEWAY_URL)
    safe = gateway.scheme == "https" or (settings.DEBUG and gateway.scheme == "http")
    if settings.SMS_GATEWAY_URL and not (safe and gateway.hostname):
        hint = "Use an https address; http is for trying out with DEBUG only."
        found.append(Error("SMS_GATEWAY_URL is not safe.", hint=hint, id="notifications.E002"))
    return found
