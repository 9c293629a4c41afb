"""Addresses of suspension."""

from django.urls import path

from registry.suspensions import views

app_name = "suspensions"
_STEP = "units/<str:public_no>/<slug:action>/"
urlpatterns = [
    path(_STEP, views.Decide.as_view(), name="decide"),
    path(f"{_STEP}offline/", views.EnterDecision.as_view(), name="offline"),
]
