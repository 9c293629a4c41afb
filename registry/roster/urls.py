"""Addresses of the public roster."""

from django.urls import path

from registry.roster import downloads, views

app_name = "roster"
urlpatterns = [
    path("", views.RosterPage.as_view(), name="list"),
    path("export.<str:kind>", downloads.download, name="export"),
    path("as-of/", views.AsOfPage.as_view(), name="as-of"),
    path("units/<str:public_no>/", views.UnitPage.as_view(), name="unit"),
    path("units/<str:public_no>/proof/", views.ProofPage.as_view(), name="proof"),
    path("editions/", views.EditionsPage.as_view(), name="editions"),
    path("editions/<str:number>/", views.EditionPage.as_view(), name="edition"),
    path("compare/", views.ComparePage.as_view(), name="compare"),
    path("compare/export.<str:kind>", downloads.download_comparison, name="compare-export"),
]
