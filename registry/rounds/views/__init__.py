"""The pages of rounds: `public` for everybody, `office` for the staff."""

from __future__ import annotations

from django.views.decorators.http import require_safe

from ipcontact.accounts.audiences import PUBLIC, audience
from ipcontact.accounts.rights import can
from ipcontact.ui.pages import Page
from registry.rounds.views import office, public


def by_reader(staff: type[Page], everybody: type[Page]):
    """One address, two pages: staff of the register get theirs, everybody else the public one."""
    for_staff, for_everybody = staff.as_view(), everybody.as_view()

    @audience(PUBLIC)
    @require_safe
    def page(request, **kwargs):
        is_staff = can(request.user, "rounds.view")
        return (for_staff if is_staff else for_everybody)(request, **kwargs)

    return page


list_page = by_reader(office.RoundList, public.CallList)
detail_page = by_reader(office.RoundRecord, public.CallPage)
