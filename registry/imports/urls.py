"""Addresses of imports."""

from django.urls import path

from registry.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.RunList.as_view(), name="list"),
    path("new/", views.RunUpload.as_view(), name="new"),
    path("<uuid:key>/", views.RunPage.as_view(), name="run"),
    path("<uuid:key>/answers/", views.RunAnswers.as_view(), name="answers"),
    path("<uuid:key>/save/", views.RunSave.as_view(), name="save"),
    path("<uuid:key>/drop/", views.RunDrop.as_view(), name="drop"),
    path("<uuid:key>/undo/", views.RunUndo.as_view(), name="undo"),
    path("<uuid:key>/rejected.xlsx", views.RejectedRows.as_view(), name="rejected"),
]
