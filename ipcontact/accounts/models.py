"""Agencies, the people in them, and the regions they answer for."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

from ipcontact.accounts.roles import Role


class Region(models.Model):
    code = models.CharField("代码", max_length=9, unique=True)
    name = models.CharField("名称", max_length=40)
    kind = models.CharField("类别", max_length=20)


class Agency(models.Model):
    code = models.CharField("代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=24)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    regions = models.ManyToManyField(Region, blank=True, related_name="agencies")


class User(AbstractUser):
    first_name = None
    last_name = None
    name = models.CharField("姓名", max_length=40)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="users")
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list, blank=True)
