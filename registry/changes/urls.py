"""Addresses of changes of units."""

from django.urls import path

from registry.changes.views import comparing, link, office, proposing

app_name = "changes"
urlpatterns = [
    path("", office.ChangeList.as_view(), name="list"),
    path("link/<str:token>/", link.ChangeByLink.as_view(), name="by-link"),
    path("comparisons/", comparing.RunList.as_view(), name="runs"),
    path("comparisons/new/", comparing.CompareFile.as_view(), name="compare"),
    path("comparisons/accept/", comparing.AcceptDifferences.as_view(), name="accept-differences"),
    path("comparisons/set-aside/", comparing.SetAside.as_view(), name="set-aside"),
    path("comparisons/<uuid:key>/", comparing.RunPage.as_view(), name="run"),
    path("units/<str:public_no>/", proposing.ChooseKind.as_view(), name="choose"),
    path("units/<str:public_no>/contact/", proposing.ChangeContact.as_view(), name="contact"),
    path("units/<str:public_no>/rebind/", proposing.RebindContact.as_view(), name="rebind"),
    path("units/<str:public_no>/send-link/", proposing.SendLink.as_view(), name="send-link"),
    path(
        "units/<str:public_no>/tell/<slug:kind>/",
        proposing.ProposeChange.as_view(),
        name="propose",
    ),
    path("<uuid:key>/", office.ChangeRecord.as_view(), name="detail"),
    path("<uuid:key>/accept/", office.ChangeAccept.as_view(), name="accept"),
    path("<uuid:key>/reject/", office.ChangeReject.as_view(), name="reject"),
    path("<uuid:key>/withdraw/", office.ChangeWithdraw.as_view(), name="withdraw"),
]
