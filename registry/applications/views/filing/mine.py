"""我的申报: every file of an account, whichever of its units it is for."""

from __future__ import annotations

from django.urls import reverse_lazy

from ipcontact.ui.pages import ListPage
from registry.applications.filters import OwnFilters
from registry.applications.models import Application
from registry.applications.tables import OwnTable


class MinePage(ListPage):
    """The account's files, the latest first."""

    audience = "applications.own"
    title = "我的申报"
    word, noun = "件", "申报"
    filterset_class = OwnFilters
    table_class = OwnTable
    empty_title = "还没有申报"
    empty_text = "可以为本人负责的单位申报；一个账号可以管几家单位的申报。"
    empty_url = reverse_lazy("applications:start")
    empty_action = "去申报"

    def get_queryset(self):
        own = Application.objects.visible_to(self.request.user)
        return own.select_related("round").defer("answers", "persons")
