"""The calendar in the admin: single corrections; whole years come through the import page."""

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField

from ipcontact.ui.admin import ReferenceAdmin
from ipcontact.workdays.models import CalendarYear, Day
from ipcontact.workdays.services import calendar_changed


class CalendarAdmin(ReferenceAdmin):
    """Whatever is corrected by hand, stored dates follow in the same transaction."""

    verb = "calendar.manage"
    act_name = "维护工作日历"
    may_delete = True

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        calendar_changed(by=request.user)

    def delete_model(self, request, obj) -> None:
        super().delete_model(request, obj)
        calendar_changed(by=request.user)


class CalendarYearForm(forms.ModelForm):
    papers = SimpleArrayField(
        forms.URLField(max_length=300, assume_scheme="https"),
        label="原文链接",
        help_text="每行一个网址。",
        delimiter="\n",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )

    class Meta:
        model = CalendarYear
        fields = ("year", "source", "papers")


@admin.register(CalendarYear)
class CalendarYearAdmin(CalendarAdmin):
    """Years with their source; a deleted year is 暂定 again."""

    form = CalendarYearForm
    list_display = ("year", "source", "updated_at")


@admin.register(Day)
class DayAdmin(CalendarAdmin):
    """Single days off and make-up days."""

    list_display = ("date", "kind", "name", "calendar_year", "note")
    list_filter = ("calendar_year", "kind")
    list_select_related = ("calendar_year",)
    date_hierarchy = "date"
