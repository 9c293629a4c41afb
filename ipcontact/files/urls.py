"""Addresses of attachments: the key is all they tell."""

from django.urls import path

from ipcontact.files import views

app_name = "files"
urlpatterns = [
    path("<uuid:file>/", views.download, name="download"),
    path("<uuid:file>/preview/", views.preview, name="preview"),
]
