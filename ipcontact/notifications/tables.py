"""Lists of messages: the own inbox, and what the office told others."""

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from ipcontact.notifications.choices import Channel, DeliveryState
from ipcontact.notifications.models import Delivery, Message
from ipcontact.text.rules import clean_text
from ipcontact.ui import tables
from ipcontact.ui.filters import FilterSet
from ipcontact.ui.templatetags import ui as pieces

REACHED = (DeliveryState.SENT, DeliveryState.HANDED_OVER)


class MomentColumn(tables.Column):
    """A time to the minute."""

    css = "nowrap"

    def render(self, value):
        return pieces_of_time(value)


def pieces_of_time(value):
    """A time as 2026-09-18 10:24 on the clock of the bureau, never broken over lines."""
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(), local.strftime("%Y-%m-%d %H:%M")
    )


class InboxFilters(FilterSet):
    read = django_filters.ChoiceFilter(
        label="状态",
        choices=(("no", "未读"), ("yes", "已读")),
        method="by_read",
        empty_label="未读和已读",
    )
    q = django_filters.CharFilter(label="标题", method="find")

    class Meta:
        model = Message
        fields: list[str] = []

    def by_read(self, queryset, name, value):
        return queryset.filter(read_at__isnull=value == "no")

    def find(self, queryset, name, value):
        return queryset.filter(title__contains=clean_text(value))


class InboxTable(tables.Table):
    title = tables.NameColumn(verbose_name="标题")
    created_at = MomentColumn(verbose_name="时间")
    read_at = tables.Column(verbose_name="状态", empty_values=(), orderable=False)

    def render_read_at(self, record):
        return pieces.state("已读", "idle") if record.read_at else pieces.state("未读", "go")


class ToldFilters(FilterSet):
    reached = django_filters.ChoiceFilter(
        label="送达",
        choices=(("no", "还没有送到"), ("yes", "已送到")),
        method="by_reached",
        empty_label="全部",
    )
    q = django_filters.CharFilter(label="收件人或标题", method="find")

    class Meta:
        model = Message
        fields: list[str] = []

    def by_reached(self, queryset, name, value):
        """Not counting the inbox, which somebody may never open."""
        told = Delivery.objects.filter(message=OuterRef("pk"), state__in=REACHED)
        reached = Q(read_at__isnull=False) | Exists(told.exclude(channel=Channel.INBOX))
        return queryset.filter(reached if value == "yes" else ~reached)

    def find(self, queryset, name, value):
        word = clean_text(value)
        by_name = Q(person_name__contains=word) | Q(user__name__contains=word)
        return queryset.filter(by_name | Q(title__contains=word))


class ToldTable(tables.Table):
    title = tables.NameColumn(verbose_name="标题")
    recipient = tables.Column(verbose_name="收件人", accessor="recipient_name", orderable=False)
    created_at = MomentColumn(verbose_name="时间")
    ways = tables.Column(verbose_name="送达", empty_values=(), orderable=False)

    def render_ways(self, record):
        rows = ((pieces.state(str(each), each.tone),) for each in record.deliveries.all())
        words = format_html_join(" ", "{}", rows)
        return words or pieces.state("还没有告知", "warn")
