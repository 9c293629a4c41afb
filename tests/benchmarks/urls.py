"""Addresses of the product, and beside them the pages it is compared with."""

from django.urls import path

from ipcontact.accounts.audiences import SIGNED_IN
from ipcontact.ui.pages import PlainPage
from ipcontact.urls import urlpatterns as product
from registry.pages import PublicPage
from tests.benchmarks.stock import STOCK, stock_list


class EmptyWorkspace(PlainPage):
    """The workspace with nothing in it."""

    audience = SIGNED_IN
    title = "空白页"
    template_name = "bench/empty_workspace.html"


class EmptyPublic(PublicPage):
    """The public layout with nothing in it."""

    title = "空白页"
    template_name = "bench/empty_public.html"


urlpatterns = [
    path("bench/empty/", EmptyWorkspace.as_view()),
    path("bench/empty-public/", EmptyPublic.as_view()),
    path("bench/stock/units/", stock_list),
    path("bench/stock/", STOCK.urls),
    *product,
]
