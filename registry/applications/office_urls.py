"""Addresses of the staff's pages; they stand after those of the applicant."""

from django.urls import path

from registry.applications.views import (
    agents,
    corrections,
    handling,
    links,
    office,
    on_paper,
    renewal,
    sheet,
    steps,
)

_ONE = "<str:application_no>/"
urlpatterns = [
    path("", office.ApplicationList.as_view(), name="list"),
    path("export/", office.ApplicationExport.as_view(), name="export"),
    path("take/", handling.Take.as_view(), name="take"),
    path("release/", handling.Release.as_view(), name="release"),
    path("hand-over/", handling.HandOver.as_view(), name="hand-over"),
    path("hand-over-all/", handling.HandOverAll.as_view(), name="hand-over-all"),
    path("pass/", handling.PassClean.as_view(), name="pass-clean"),
    path("as-text/", handling.AsText.as_view(), name="as-text"),
    path("print/", handling.PrintList.as_view(), name="print"),
    path("in-hand/", sheet.InHandSheet.as_view(), name="in-hand"),
    path("link/<str:token>/", links.CorrectionLink.as_view(), name="correction-link"),
    path("agent/<str:token>/", links.AgentLink.as_view(), name="agent-link"),
    path(_ONE, office.ApplicationRecord.as_view(), name="detail"),
    path(f"{_ONE}reveal/", office.ApplicationReveal.as_view(), name="reveal"),
    path(f"{_ONE}renew-code/", renewal.RenewCode.as_view(), name="renew-code"),
    path(f"{_ONE}marks/", corrections.MarkDefects.as_view(), name="marks"),
    path(f"{_ONE}marks/clear/", corrections.ClearMarks.as_view(), name="clear-marks"),
    path(f"{_ONE}return/", corrections.ReturnToUnit.as_view(), name="return"),
    path(f"{_ONE}ask-agent/", agents.AskAboutFilling.as_view(), name="ask-agent"),
    path(f"{_ONE}answer/", on_paper.AnswerOnPaper.as_view(), name="answer-on-paper"),
    path(f"{_ONE}claims/<str:condition>/", corrections.CheckClaim.as_view(), name="check-claim"),
    path(f"{_ONE}pass/", steps.Pass.as_view(), name="pass"),
    path(f"{_ONE}propose-exclude/", steps.ProposeExclude.as_view(), name="propose-exclude"),
    path(f"{_ONE}send-back/", steps.SendBack.as_view(), name="send-back"),
    path(f"{_ONE}bypass/", steps.Bypass.as_view(), name="bypass"),
    path(f"{_ONE}forward/", steps.Forward.as_view(), name="forward"),
    path(f"{_ONE}close/", steps.Close.as_view(), name="close"),
    path(f"{_ONE}reopen/", steps.Reopen.as_view(), name="reopen"),
]
