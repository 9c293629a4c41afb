"""Addresses of removals."""

from django.urls import path

from registry.removals.views import deciding, office, speaking

app_name = "removals"
urlpatterns = [
    path("", office.RemovalList.as_view(), name="list"),
    path("statement/<str:token>/", speaking.StatementByLink.as_view(), name="by-link"),
    path("units/<str:public_no>/propose/", office.ProposeRemoval.as_view(), name="propose"),
    path("units/<str:public_no>/leave/", office.RequestLeave.as_view(), name="leave"),
    path("<uuid:key>/", office.RemovalRecord.as_view(), name="detail"),
    path("<uuid:key>/tell/", office.TellUnit.as_view(), name="tell"),
    path("<uuid:key>/confirm/", office.ConfirmRequest.as_view(), name="confirm"),
    path("<uuid:key>/statement/", speaking.EnterStatement.as_view(), name="statement"),
    path("<uuid:key>/decide/", deciding.DecideRemoval.as_view(), name="decide"),
    path("<uuid:key>/offline/", deciding.OfflineDecision.as_view(), name="offline"),
    path("<uuid:key>/papers/", office.DrawUpPapers.as_view(), name="papers"),
    path("<uuid:key>/cancel/", office.CancelRemoval.as_view(), name="cancel"),
]
