"""Addresses and contents of pages, for the tests of pages."""

from __future__ import annotations

from django.urls import reverse

from registry.applications.models import Application


def page(name: str, *args) -> str:
    return reverse(f"reviews:{name}", args=args)


def text(response) -> str:
    return response.content.decode()


def state_of(application: Application) -> str:
    return Application.objects.get(pk=application.pk).state
