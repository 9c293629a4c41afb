"""The product's addresses and a page on which a visitor without account hands in files."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import path

from ipcontact.accounts.audiences import PUBLIC, audience
from ipcontact.accounts.models import Agency
from ipcontact.files import grants
from ipcontact.files.fields import AttachmentField
from ipcontact.files.services import files_of, put
from ipcontact.urls import *  # noqa: F403 - everything, then the sample
from ipcontact.urls import urlpatterns as own

PURPOSE = "sample.proof"
PAGE = """{% extends "layouts/public.html" %}{% load files %}
{% block title %}证明{% endblock %}
{% block content %}<form class="stack loose measure" method="post" enctype="multipart/form-data">
<h1>证明</h1>{% csrf_token %}{{ form }}<button class="btn primary">保存证明</button></form>
<section class="part"><h2>已交的文件</h2>{% attachments record %}</section>{% endblock %}"""


class ProofForm(forms.Form):
    proof = AttachmentField(label="证明", required=False)


@audience(PUBLIC)
def enter(request, code):
    """The visitor proves the right to the record."""
    grants.give(request, Agency.objects.get(code=code), basis=request.POST.get("basis", "draft"))
    return HttpResponseRedirect(f"/sample/{code}/")


@audience(PUBLIC)
def leave(request, code):
    grants.end(request, Agency.objects.get(code=code))
    return HttpResponse()


@audience(PUBLIC)
def proof(request, code):
    """What the visitor handed in: seen, replaced, removed."""
    record = Agency.objects.get(code=code)
    if not grants.holds(request, record):
        return HttpResponse(status=404)
    initial = {"proof": files_of(record, PURPOSE).first()}
    form = ProofForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        put(record, purpose=PURPOSE, upload=form.cleaned_data["proof"], by=None)
        return HttpResponseRedirect(request.path)
    page = engines["django"].from_string(PAGE)
    return HttpResponse(page.render({"form": form, "record": record}, request))


urlpatterns = [
    *own,
    path("sample/<str:code>/", proof),
    path("sample/<str:code>/enter/", enter),
    path("sample/<str:code>/leave/", leave),
]
