"""Notices in the admin: to read."""

from django.contrib import admin

from ipcontact.ui.admin import ReadOnlyAdmin
from registry.notices.models import Announcement, NoticeItem, PublicNotice


@admin.register(PublicNotice)
class PublicNoticeAdmin(ReadOnlyAdmin):
    verb = "notices.view"
    list_display = ("number", "title", "state", "published_on", "ends_on")
    list_filter = ("state",)
    search_fields = ("number", "title")


@admin.register(NoticeItem)
class NoticeItemAdmin(ReadOnlyAdmin):
    verb = "notices.view"
    list_display = ("name", "notice", "state", "announcement")
    list_filter = ("state",)
    search_fields = ("name", "notice__number")
    list_select_related = ("notice", "announcement__edition")


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnlyAdmin):
    verb = "notices.view"
    list_display = ("edition", "notice", "announced_on", "is_supplement")
    list_select_related = ("edition", "notice")
