"""Addresses for the auditor."""

from django.urls import path

from registry.exceptions import views

app_name = "exceptions"
urlpatterns = [
    path("", views.ExceptionList.as_view(), name="list"),
    path("export/", views.ExceptionExport.as_view(), name="export"),
    path("controls/", views.ControlsPage.as_view(), name="controls"),
    path("deadlines/", views.DeadlinesPage.as_view(), name="deadlines"),
    path("records/<str:table>/<str:key>/", views.RecordTrail.as_view(), name="record"),
]
