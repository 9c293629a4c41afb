"""Addresses of recommendations."""

from django.urls import path

from registry.recommendations.views import (
    account,
    asking,
    drafting,
    inviting,
    office,
    sheets,
    signing,
    unit,
)

app_name = "recommendations"
urlpatterns = [
    path("", office.RecommendationList.as_view(), name="list"),
    path("new/", drafting.ProposePage.as_view(), name="new"),
    path("sign/", signing.SignManyPage.as_view(), name="sign-many"),
    path("rounds/<str:number>/letter.docx", office.RecommendationLetter.as_view(), name="letter"),
    path("papers/", asking.PapersPage.as_view(), name="papers"),
    path("<uuid:key>/", office.RecommendationRecord.as_view(), name="detail"),
    path("<uuid:key>/edit/", drafting.EditPage.as_view(), name="edit"),
    path("<uuid:key>/drop/", drafting.DropPage.as_view(), name="drop"),
    path("<uuid:key>/sign/", signing.SignPage.as_view(), name="sign"),
    path("<uuid:key>/revoke/", signing.RevokePage.as_view(), name="revoke"),
    path("<uuid:key>/contact/", asking.ContactPage.as_view(), name="contact"),
    path("<uuid:key>/paper/", asking.PaperConfirmPage.as_view(), name="paper"),
    path("opinions/<str:application_no>/", drafting.OpinionPage.as_view(), name="opinion"),
    path("own/<str:application_no>/", account.OwnConfirmPage.as_view(), name="own"),
    path("own/<str:application_no>/decline/", account.OwnDeclinePage.as_view(), name="own-decline"),
    path("own/<str:application_no>/page/", account.OwnStampedPage.as_view(), name="own-page"),
    path("claims/<str:application_no>/", signing.SettlePage.as_view(), name="settle"),
    path("sheets/", sheets.SheetList.as_view(), name="sheets"),
    path("sheets/new/", sheets.SheetUpload.as_view(), name="sheet-new"),
    path("sheets/<uuid:key>/", sheets.SheetPage.as_view(), name="sheet"),
    path("sheets/<uuid:key>/fill/", sheets.SheetFill.as_view(), name="sheet-fill"),
    path("sheets/<uuid:key>/import/", sheets.SheetImport.as_view(), name="sheet-import"),
    path("sheets/<uuid:key>/drop/", sheets.SheetDrop.as_view(), name="sheet-drop"),
    path("sheets/<uuid:key>/rejected.xlsx", sheets.RejectedRows.as_view(), name="rejected"),
    path("sheets/<uuid:key>/texts/", inviting.InvitationTexts.as_view(), name="texts"),
    path("sheets/<uuid:key>/qr/", inviting.InvitationSheets.as_view(), name="qr-sheets"),
    path("sheets/<uuid:key>/lines/<int:number>/", sheets.LineMend.as_view(), name="line"),
    path("confirmed/", unit.ConfirmedPage.as_view(), name="confirmed"),
    path("confirm/<str:token>/", unit.ConfirmPage.as_view(), name="confirm"),
    path("confirm/<str:token>/decline/", unit.DeclinePage.as_view(), name="decline"),
    path("confirm/<str:token>/page/", unit.StampedPage.as_view(), name="stamped-page"),
]
