"""Addresses of applications."""

from registry.applications import filing_urls

app_name = "applications"
urlpatterns = [*filing_urls.urlpatterns]
