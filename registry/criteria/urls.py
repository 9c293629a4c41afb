"""Addresses of the conditions and their proofs."""

from django.urls import path

from registry.criteria.views.center import CenterListPage
from registry.criteria.views.evidence import (
    EvidenceCheck,
    EvidenceList,
    EvidencePage,
    EvidencePut,
)
from registry.criteria.views.public import CriteriaPage

_ONE = "units/<str:public_no>/<str:criterion>/"

app_name = "criteria"
urlpatterns = [
    path("", CriteriaPage.as_view(), name="list"),
    path("evidence/", EvidenceList.as_view(), name="evidence-list"),
    path("center-list/", CenterListPage.as_view(), name="center-list"),
    path(_ONE, EvidencePage.as_view(), name="evidence"),
    path(f"{_ONE}put/", EvidencePut.as_view(), name="put"),
    path(f"{_ONE}check/", EvidenceCheck.as_view(), name="check"),
]
