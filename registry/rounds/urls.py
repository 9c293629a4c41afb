"""Addresses of rounds."""

from django.urls import path

from registry.rounds import views
from registry.rounds.views import backfilling, office, public

app_name = "rounds"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("new/", office.RoundPlan.as_view(), name="new"),
    path("backfill/", backfilling.RoundBackfill.as_view(), name="backfill"),
    path("<str:number>/", views.detail_page, name="detail"),
    path("<str:number>/call/", public.CallPage.as_view(), name="call"),
    path("<str:number>/call.docx", public.CallDocument.as_view(), name="call-document"),
    path("<str:number>/call.ics", public.CallCalendar.as_view(), name="calendar"),
    path("<str:number>/edit/", office.RoundEdit.as_view(), name="edit"),
    path("<str:number>/quotas/", office.RoundQuotas.as_view(), name="quotas"),
    path("<str:number>/quotas.docx", office.QuotaDocument.as_view(), name="quota-document"),
    path("<str:number>/publish/", office.RoundPublish.as_view(), name="publish"),
    path("<str:number>/extend/", office.RoundExtend.as_view(), name="extend"),
    path("<str:number>/close/", office.RoundClose.as_view(), name="close"),
    path("<str:number>/conclude/", office.RoundConclude.as_view(), name="conclude"),
]
