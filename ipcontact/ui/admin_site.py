"""The one admin."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class BureauAdminSite(AdminSite):
    site_header = "系统管理"


class BureauAdminConfig(AdminConfig):
    default_site = "ipcontact.ui.admin_site.BureauAdminSite"
