"""The calendar in the admin: single corrections; whole years come through the import page."""

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField

from ipcontact.ui.admin import ReferenceAdmin
from ipcontact.workdays.models import CalendarYear, Day


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
class CalendarYearAdmin(ReferenceAdmin):
    """Years with their source; a deleted year is 暂定 again."""

    verb = "calendar.manage"
    act_name = "维护工作日历"
    may_delete = True
    form = CalendarYearForm
    list_display = ("year", "source", "updated_at")


@admin.register(Day)
class DayAdmin(ReferenceAdmin):
    """Single days off and make-up days."""

    verb = "calendar.manage"
    act_name = "维护工作日历"
    may_delete = True
    list_display = ("date", "kind", "name", "calendar_year", "note")
    list_filter = ("calendar_year", "kind")
    list_select_related = ("calendar_year",)
    date_hierarchy = "date"
