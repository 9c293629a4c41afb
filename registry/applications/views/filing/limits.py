"""How often strangers may try; the numbers are in the settings, beside those of the sign-in."""

from __future__ import annotations

import ipaddress

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

WRONG, NUMBER, WARY = (
    "application_lookup_wrong",
    "application_lookup_number",
    "application_lookup_wary",
)


def too_many(request: HttpRequest, action: str, *, key: str | None = None) -> HttpResponse | None:
    """Count one try; the page that says to wait, when there were too many.

    Args: action: a name of ``ACCOUNT_RATE_LIMITS``; key: what is counted besides the address.
    """
    return None if ratelimit.consume(request, action=action, key=key) else _wait(request)


def too_many_lookups(request: HttpRequest, number: str) -> HttpResponse | None:
    """Count one try at a 查询码, right or wrong; the page that says to wait, when too many.

    Nobody can lock the applicant out: what stops a try hangs on the address it comes from. What
    all addresses together got wrong of one number only makes each address slower with it
    (`application_lookup_wary`): the first try from an address is always judged.

    Guessing stays hopeless. There are 31^8 = 8.5e11 codes. One address makes 10 tries a minute,
    5.3e6 a year: one chance in 160,000 a year to open any file at all, and the file opened is
    not one it chose. At one number it makes 5 a minute until 60 an hour have failed, then 1:
    ten thousand addresses that work all year have one chance in 160 there. Each wrong try is
    kept in the access log, so that a siege is seen.

    Args: number: 申报编号 as typed, whether it exists or not.
    """
    if not ratelimit.consume(request, action="application_lookup"):
        return _wait(request)
    here = _from_here(request, number)
    is_besieged = not _is_free(request, NUMBER, number)
    if not _is_free(request, WRONG, here) or is_besieged and not _is_free(request, WARY, here):
        return _wait(request)
    return None


def count_wrong_lookup(request: HttpRequest, number: str) -> None:
    """Count a try that was wrong: of this address at this number, and of all at this number."""
    here = _from_here(request, number)
    for action, key in ((WRONG, here), (WARY, here), (NUMBER, number)):
        ratelimit.consume(request, action=action, key=key)


def _is_free(request: HttpRequest, action: str, key: str) -> bool:
    return ratelimit.consume(request, action=action, key=key, dry_run=True)


def _from_here(request: HttpRequest, number: str) -> str:
    """Address and number; of IPv6 the network, as one customer has as many addresses as wanted."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if address.version == 6:
        address = ipaddress.ip_network((address, 64), strict=False).network_address
    return f"{address} {number}"


def _wait(request: HttpRequest) -> HttpResponse:
    refused = ratelimit.respond_429(request)
    refused["Retry-After"] = "60"
    return refused
