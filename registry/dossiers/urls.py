"""Addresses of units' files."""

from django.urls import path

from registry.dossiers import views

app_name = "dossiers"
urlpatterns = [
    path("", views.DossierList.as_view(), name="list"),
    path("sample/", views.SamplePage.as_view(), name="sample"),
    path("<str:public_no>/", views.Contents.as_view(), name="detail"),
    path("<str:public_no>/evidence/", views.Evidence.as_view(), name="evidence"),
    path("<str:public_no>/package/", views.Package.as_view(), name="package"),
]
