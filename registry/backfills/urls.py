"""Addresses of this part."""

from django.urls import path

from registry.backfills import views

app_name = "backfills"
urlpatterns = [
    path("", views.Start.as_view(), name="start"),
    path("units/<str:public_no>/", views.Backfill.as_view(), name="enter"),
    path("<str:application_no>/void/", views.Void.as_view(), name="void"),
]
