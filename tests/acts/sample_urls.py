"""The product's addresses and a page with the panel."""

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from ipcontact.accounts.audiences import SIGNED_IN, audience
from ipcontact.urls import *  # noqa: F403 - everything, then the sample
from ipcontact.urls import urlpatterns as own
from registry.units.models import Unit


@audience(SIGNED_IN)
def sample(request, pk):
    page = engines["django"].from_string("{% load acts %}{% acts unit %}")
    return HttpResponse(page.render({"unit": Unit.objects.get(pk=pk)}, request))


urlpatterns = [*own, path("sample/<int:pk>/", sample)]
