"""Addresses of this room."""

from django.urls import path

from ipcontact.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.ChangeList.as_view(), name="changes"),
    path("changes/<int:pk>/", views.ChangeDetail.as_view(), name="change"),
    path("access/", views.AccessList.as_view(), name="accesses"),
    path("access/<int:pk>/", views.AccessDetail.as_view(), name="access"),
]
