"""Addresses of decision batches."""

from django.urls import path

from registry.batches.views import annulling, lists, papers, record, signing

app_name = "batches"
_ONE = "<str:number>/"
_ITEM = f"{_ONE}items/<str:application_no>/"
urlpatterns = [
    path("", lists.BatchList.as_view(), name="list"),
    path("compose/", lists.Compose.as_view(), name="compose"),
    path(_ONE, record.BatchRecord.as_view(), name="detail"),
    path(f"{_ONE}settings/", record.BatchSettings.as_view(), name="settings"),
    path(f"{_ITEM}propose/", record.Propose.as_view(), name="propose"),
    path(f"{_ITEM}take-out/", record.TakeOut.as_view(), name="take-out"),
    path(f"{_ITEM}annul/", annulling.Annul.as_view(), name="annul"),
    path(f"{_ITEM}annul-result/", annulling.EnterAnnulment.as_view(), name="annul-result"),
    path(f"{_ONE}submit/", signing.Submit.as_view(), name="submit"),
    path(f"{_ONE}sign/", signing.Sign.as_view(), name="sign"),
    path(f"{_ONE}return/", signing.Return.as_view(), name="return"),
    path(f"{_ONE}decide/", signing.Decide.as_view(), name="decide"),
    path(f"{_ONE}result/", signing.EnterResult.as_view(), name="result"),
    path(f"{_ONE}reopen/", signing.Reopen.as_view(), name="reopen"),
    path(f"{_ONE}cancel/", signing.Cancel.as_view(), name="cancel"),
    path(f"{_ONE}report.docx", papers.ReportPaper.as_view(), name="report"),
    path(f"{_ONE}list.xlsx", papers.ListPaper.as_view(), name="workbook"),
    path(f"{_ONE}sheet/", papers.ApprovalSheet.as_view(), name="sheet"),
]
