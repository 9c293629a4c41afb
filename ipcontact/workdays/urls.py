"""Addresses of this room."""

from django.urls import path

from ipcontact.workdays import views

app_name = "workdays"
urlpatterns = [
    path("", views.CalendarPage.as_view(), name="calendar"),
    path("import/", views.ImportPage.as_view(), name="import"),
]
