"""Addresses of this room."""

from django.urls import path

from ipcontact.clocks import views

app_name = "clocks"
urlpatterns = [path("<uuid:clock>.ics", views.CalendarEntry.as_view(), name="calendar")]
