"""The model field that names a person of the staff."""

from __future__ import annotations

from django.conf import settings
from django.db import models


def person_field(label: str, related_name: str) -> models.ForeignKey:
    """Who took a step of a record; empty until somebody has, and kept for good: an account is
    closed, never deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name=label,
    )
