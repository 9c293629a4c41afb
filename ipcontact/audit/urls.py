"""Addresses of this room."""

from django.urls import path

from ipcontact.audit import exports, views

app_name = "audit"
urlpatterns = [
    path("", views.ChangeList.as_view(), name="changes"),
    path("changes/<int:pk>/", views.ChangeDetail.as_view(), name="change"),
    path("export/", exports.ChangeExport.as_view(), name="changes-export"),
    path("access/export/", exports.AccessExport.as_view(), name="accesses-export"),
    path("access/", views.AccessList.as_view(), name="accesses"),
    path("access/<int:pk>/", views.AccessDetail.as_view(), name="access"),
]
