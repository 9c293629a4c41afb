"""Addresses of the conditions."""

from django.urls import path

from registry.criteria import views

app_name = "criteria"
urlpatterns = [path("", views.CriteriaPage.as_view(), name="list")]
