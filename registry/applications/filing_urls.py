"""Addresses of the applicant's pages; they stand before those of the office."""

from django.urls import path

from registry.applications.views.filing import (
    afterwards,
    autosave,
    correcting,
    filling,
    lookup,
    mine,
    starting,
    submitting,
)

_ONE = "form/<str:application_no>/"

urlpatterns = [
    path("form/", starting.StartPage.as_view(), name="start"),
    path("form/new/<str:number>/", starting.CodePage.as_view(), name="code"),
    path("form/mine/", mine.MinePage.as_view(), name="mine"),
    path("form/lookup/", lookup.LookupPage.as_view(), name="lookup"),
    path("form/leave/", lookup.LeavePage.as_view(), name="leave"),
    path(_ONE, afterwards.StatusPage.as_view(), name="status"),
    path(f"{_ONE}number/", starting.NumberPage.as_view(), name="number"),
    path(f"{_ONE}answers/<slug:step>/", filling.SectionPage.as_view(), name="section"),
    path(
        f"{_ONE}answers/<slug:step>/autosave/",
        autosave.SectionAutosave.as_view(),
        name="section-autosave",
    ),
    path(f"{_ONE}claims/", filling.ClaimsStep.as_view(), name="claims"),
    path(f"{_ONE}claims/autosave/", autosave.ClaimsAutosave.as_view(), name="claims-autosave"),
    path(f"{_ONE}files/", filling.FilesStep.as_view(), name="files"),
    path(f"{_ONE}check/", submitting.CheckPage.as_view(), name="check"),
    path(f"{_ONE}receipt/", submitting.ReceiptPage.as_view(), name="receipt"),
    path(f"{_ONE}paper/<int:version>/", afterwards.PaperPage.as_view(), name="paper"),
    path(f"{_ONE}seal/", afterwards.SealPage.as_view(), name="seal"),
    path(f"{_ONE}correct/", correcting.CorrectPage.as_view(), name="correct"),
    path(f"{_ONE}move/", afterwards.MovePage.as_view(), name="move"),
    path(f"{_ONE}withdraw/", afterwards.WithdrawPage.as_view(), name="withdraw"),
]
