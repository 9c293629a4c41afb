"""Addresses that a form sends back: only those of this site are followed."""

from django.utils.http import url_has_allowed_host_and_scheme


def own_path(asked: str | None, otherwise: str = "/") -> str:
    """The asked address when it is a path of this site.

    Args: asked: as sent; otherwise: what stands in its place, the home page.
    """
    path = (asked or "").replace("\x00", "")
    safe = url_has_allowed_host_and_scheme(path, None, require_https=False)
    return path if safe and path.startswith("/") and path.isprintable() else otherwise
