"""Addresses of the interface itself."""

from django.urls import path

from ipcontact.ui import debug, views

app_name = "ui"
urlpatterns = [
    path("desk/", views.DeskPage.as_view(), name="desk"),
    path("search/", views.SearchPage.as_view(), name="search"),
    path("menu/", views.MenuPage.as_view(), name="menu"),
    path("display/", views.DisplayPage.as_view(), name="display"),
    path("views/save/", views.save_view, name="save-view"),
    path("views/<int:pk>/delete/", views.delete_view, name="delete-view"),
    path("views/columns/", views.choose_columns, name="columns"),
    path("ui/", debug.gallery, name="gallery"),
    path("mail/", debug.mails, name="mails"),
]
