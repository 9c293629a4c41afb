"""What the public pages of the register have in common: open to all, kept by the reader."""

from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page, require_safe

from ipcontact.accounts.audiences import PUBLIC, audience
from ipcontact.accounts.rights import can
from ipcontact.ui.pages import Page


@method_decorator(conditional_page, name="dispatch")
class PublicPage(Page):
    """A page for everybody. An anonymous reader may keep it and asks again whether it changed.

    The ETag is made from the page itself, so that it can never be older than the data.
    """

    audience = PUBLIC

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        if self.request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        else:
            patch_cache_control(response, public=True, no_cache=True)
        return response


def by_reader(staff: type[Page], everybody: type[Page], verb: str):
    """One address, two pages: the staff's for who holds the verb, else the public one."""
    for_staff, for_everybody = staff.as_view(), everybody.as_view()

    @audience(PUBLIC)
    @require_safe
    def page(request, **kwargs):
        return (for_staff if can(request.user, verb) else for_everybody)(request, **kwargs)

    return page
