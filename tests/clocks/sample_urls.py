"""The product's addresses and pages that show the tags."""

from django.http import HttpResponse
from django.template import engines
from django.urls import path

from ipcontact.accounts.audiences import SIGNED_IN, audience
from ipcontact.clocks.models import Clock
from ipcontact.urls import *  # noqa: F403 - everything, then the samples
from ipcontact.urls import urlpatterns as own
from registry.units.models import Unit

TEXT = (
    "{% load clocks %}{% for clock in clocks %}{% due_line clock %}{% due clock %}{% endfor %}"
    "{% due_line None %}{% open_clocks unit %}"
)


@audience(SIGNED_IN)
def sample(request, pk):
    unit = Unit.objects.get(pk=pk)
    clocks = Clock.objects.of(unit).prefetch_related("pauses")
    page = engines["django"].from_string(TEXT)
    return HttpResponse(page.render({"unit": unit, "clocks": clocks}, request))


urlpatterns = [*own, path("sample/<int:pk>/", sample)]
