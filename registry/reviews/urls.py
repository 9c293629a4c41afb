"""Addresses of the assessment."""

from django.urls import path

from registry.reviews.views import conflicts, credit, inspections, opinions, papers, queue, replies

app_name = "reviews"
urlpatterns = [
    path("", queue.Queue.as_view(), name="list"),
    path("inspect/", inspections.InspectMany.as_view(), name="inspect-many"),
    path("finish/", inspections.Finish.as_view(), name="finish"),
    path(
        "inspections/<int:pk>/correct/",
        inspections.CorrectInspection.as_view(),
        name="correct",
    ),
    path("recuse/", conflicts.RecuseMany.as_view(), name="recuse-many"),
    path(
        "recusals/<int:pk>/withdraw/", conflicts.WithdrawRecusal.as_view(), name="withdraw-recusal"
    ),
    path("credit/export/", credit.CreditExport.as_view(), name="credit-export"),
    path("credit/import/", credit.CreditImport.as_view(), name="credit-import"),
    path("opinions/", opinions.LetterList.as_view(), name="opinions"),
    path("opinions/new/", opinions.Ask.as_view(), name="ask"),
    path("opinions/<str:number>/", opinions.LetterRecord.as_view(), name="opinion"),
    path("opinions/<str:number>/letter/", opinions.LetterPaper.as_view(), name="letter"),
    path("opinions/<str:number>/letter.docx", opinions.LetterDocument.as_view(), name="document"),
    path("opinions/<str:number>/number/", replies.NumberLetter.as_view(), name="number"),
    path("opinions/<str:number>/no-objection/", replies.NoObjection.as_view(), name="no-objection"),
    path("opinions/<str:number>/remind/", replies.Remind.as_view(), name="remind"),
    path("opinions/<str:number>/void/", replies.VoidLetter.as_view(), name="void"),
    path("opinions/<str:number>/replies/<str:agency>/", replies.Reply.as_view(), name="reply"),
    path("<str:application_no>/inspect/", inspections.Inspect.as_view(), name="inspect"),
    path(
        "<str:application_no>/inspection.docx",
        papers.InspectionPaper.as_view(),
        name="inspection-paper",
    ),
    path("<str:application_no>/credit/", credit.Credit.as_view(), name="credit"),
    path("<str:application_no>/recuse/", conflicts.Recuse.as_view(), name="recuse"),
]
