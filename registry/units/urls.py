"""Addresses of the staff register."""

from django.urls import path

from registry.units import views

app_name = "units"
urlpatterns = [
    path("", views.UnitList.as_view(), name="list"),
    path("export/", views.UnitExport.as_view(), name="export"),
    path("assign/", views.AssignAgency.as_view(), name="assign"),
    path("register/", views.UnitRegister.as_view(), name="register"),
    path("as-text/", views.UnitsAsText.as_view(), name="as-text"),
    path("duplicates/", views.DuplicatesPage.as_view(), name="duplicates"),
    path("<str:public_no>/", views.UnitRecord.as_view(), name="detail"),
    path("<str:public_no>/edit/", views.UnitEdit.as_view(), name="edit"),
    path("<str:public_no>/rename/", views.UnitRename.as_view(), name="rename"),
    path("<str:public_no>/appoint/", views.UnitAppoint.as_view(), name="appoint"),
    path("<str:public_no>/reveal/", views.UnitReveal.as_view(), name="reveal"),
]
