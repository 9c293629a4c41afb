"""Addresses of applications: the applicant's first, then the office's."""

from registry.applications import filing_urls, office_urls

app_name = "applications"
urlpatterns = [*filing_urls.urlpatterns, *office_urls.urlpatterns]
