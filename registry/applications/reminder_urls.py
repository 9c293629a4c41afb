"""Addresses below a round: the drafts to be rung."""

from django.urls import path

from registry.applications.views import reminders

app_name = "reminders"
urlpatterns = [
    path(
        "<str:number>/drafts/<str:application_no>/called/",
        reminders.ReminderCalled.as_view(),
        name="called",
    ),
    path(
        "<str:number>/drafts/<str:application_no>/phone/",
        reminders.ReminderReveal.as_view(),
        name="phone",
    ),
]
