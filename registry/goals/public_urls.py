"""Addresses of released figures, for everybody."""

from django.urls import path

from registry.goals.views import public

app_name = "figures"

urlpatterns = [
    path("", public.FiguresPage.as_view(), name="latest"),
    path("workbook/", public.download, name="workbook"),
]
