"""Addresses of this room."""

from django.urls import path

from ipcontact.acts import views

app_name = "acts"
urlpatterns = [
    path("acts/<uuid:act>/take-back/", views.TakeBack.as_view(), name="take_back"),
    path("offline-results/<uuid:result>/", views.ConfirmOffline.as_view(), name="offline"),
    path(
        "offline-results/<uuid:result>/refuse/",
        views.RefuseOffline.as_view(),
        name="offline_refuse",
    ),
    path("delegations/", views.DelegationList.as_view(), name="delegations"),
    path("delegations/new/", views.DelegationNew.as_view(), name="delegation_new"),
    path(
        "delegations/<uuid:delegation>/end/",
        views.DelegationEnd.as_view(),
        name="delegation_end",
    ),
]
