"""Addresses of merging."""

from django.urls import path

from registry.merges import views

app_name = "merges"
_ONE = "<uuid:key>/"
urlpatterns = [
    path("", views.MergeList.as_view(), name="list"),
    path("choose/", views.Choose.as_view(), name="choose"),
    path("propose/", views.Propose.as_view(), name="propose"),
    path(_ONE, views.MergeRecord.as_view(), name="detail"),
    path(f"{_ONE}confirm/", views.Confirm.as_view(), name="confirm"),
    path(f"{_ONE}refuse/", views.Refuse.as_view(), name="refuse"),
    path(f"{_ONE}withdraw/", views.Withdraw.as_view(), name="withdraw"),
    path(f"{_ONE}undo/", views.Undo.as_view(), name="undo"),
]
