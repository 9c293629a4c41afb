"""Addresses of official documents."""

from django.urls import path

from ipcontact.documents.views import drafting, lists, record, steps

app_name = "documents"
_ONE = "<uuid:key>/"
urlpatterns = [
    path("", lists.DocumentList.as_view(), name="list"),
    path("export/", lists.DocumentExport.as_view(), name="export"),
    path("new/<str:subject>/<str:reference>/", drafting.NewLetter.as_view(), name="new"),
    path(_ONE, record.DocumentRecord.as_view(), name="detail"),
    path(f"{_ONE}print/", record.PrintedDocument.as_view(), name="print"),
    path(f"{_ONE}letter.docx", record.DocumentFile.as_view(), name="file"),
    path(f"{_ONE}edit/", drafting.EditDraft.as_view(), name="edit"),
    path(f"{_ONE}approve/", steps.Approve.as_view(), name="approve"),
    path(f"{_ONE}result/", steps.EnterApproval.as_view(), name="result"),
    path(f"{_ONE}number/", steps.Number.as_view(), name="number"),
    path(f"{_ONE}seal/", steps.Seal.as_view(), name="seal"),
    path(f"{_ONE}send/", steps.Send.as_view(), name="send"),
    path(f"{_ONE}serve/", steps.Serve.as_view(), name="serve"),
    path(f"{_ONE}void/", steps.Void.as_view(), name="void"),
]
