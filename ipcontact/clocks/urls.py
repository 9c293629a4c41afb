"""Addresses of this room."""

from django.urls import path

from ipcontact.clocks import views

app_name = "clocks"
urlpatterns = [
    path("<uuid:clock>.ics", views.CalendarEntry.as_view(), name="calendar"),
    path("<uuid:clock>/pause/", views.PauseLimit.as_view(), name="pause"),
    path("<uuid:clock>/resume/", views.ResumeLimit.as_view(), name="resume"),
    path("<uuid:clock>/extend/", views.ExtendLimit.as_view(), name="extend"),
]
