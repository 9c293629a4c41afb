"""Small pieces of pages: icons, codes, states, queries, forms."""

import re
from copy import copy
from datetime import date

from django import forms, template
from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ipcontact.text.credit_code import group_credit_code
from ipcontact.ui import drawing
from ipcontact.ui import forms as kit
from ipcontact.ui.paging import pages_around

register = template.Library()
WEEKDAYS = "一二三四五六日"
TONES = ("idle", "go", "warn", "ok", "bad")


@register.simple_tag
def icon(name: str) -> SafeString:
    """A symbol of our sprite; always beside a word, so hidden from readers."""
    return format_html(
        '<svg class="ico" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def code(value: str) -> SafeString:
    """A credit code in groups for the eye; a copy has no gaps. Other numbers stay whole."""
    text = str(value or "")
    if not text:
        return format_html('<span class="mute">{}</span>', "无")
    groups = group_credit_code(text) if re.fullmatch(r"[0-9A-Z]{18}", text) else (text,)
    spans = format_html_join("", "<span>{}</span>", ((part,) for part in groups if part))
    return format_html('<span class="code">{}</span>', spans)


@register.simple_tag
def state(label: str, tone: str = "idle") -> SafeString:
    """A state as shape, word and colour. Args: tone: idle, go, warn, ok or bad."""
    return format_html('<span class="state {}">{}</span>', _tone(tone), label)


@register.simple_tag
def tag(label: str, tone: str = "") -> SafeString:
    """A small label. Args: tone: nothing, go, warn, ok or bad."""
    return format_html('<span class="tag {}">{}</span>', tone if tone in TONES else "", label)


@register.simple_tag
def day(value: date | None, empty: str = "—") -> SafeString:
    """A date as 2026-11-18, never broken over lines."""
    if value is None:
        return format_html('<span class="mute">{}</span>', empty)
    iso = value.strftime("%Y-%m-%d") if value.year >= 1000 else value.isoformat()
    return format_html('<time datetime="{}">{}</time>', iso, iso)


@register.filter
def weekday(value: date) -> str:
    """11月18日 周三"""
    return f"{value.month}月{value.day}日 周{WEEKDAYS[value.weekday()]}"


@register.simple_tag
def deadline(days_left: int | None, due_on: date | None = None) -> SafeString:
    """What is left in words, then the day. Args: days_left: working days, negative when late."""
    if days_left is None:
        return format_html('<span class="deadline"><span>{}</span></span>', "不计时")
    words, tone = _left(days_left)
    on = format_html(" <span><i>· </i>{}</span>", weekday(due_on)) if due_on else ""
    return format_html('<span class="deadline {}"><b>{}</b>{}</span>', tone, words, on)


def _left(days: int) -> tuple[str, str]:
    if days < 0:
        return f"超{-days}个工作日", "bad"
    if days == 0:
        return "今天到期", "warn"
    return f"还剩{days}个工作日", "warn" if days == 1 else ""


def _tone(tone: str) -> str:
    return tone if tone in TONES else "idle"


@register.simple_tag(takes_context=True)
def query(context, **changes) -> str:
    """The present query string with some parameters changed; None takes one away."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            params.pop(name, None)
        else:
            params[name] = value
    return f"?{params.urlencode()}"


@register.filter
def page_numbers(page) -> list[int | None]:
    """Numbers for the pager; None stands for the gap."""
    return pages_around(page.number, page.paginator.num_pages)


@register.simple_tag
def control(bound: forms.BoundField) -> SafeString:
    """The widget of a field, tied to its help and errors."""
    return kit.control(bound)


@register.simple_tag
def radios(bound: forms.BoundField) -> SafeString:
    """The choices of a field side by side; the legend stands in the template."""
    return drawing.radios(bound)


@register.simple_tag
def filter_control(bound: forms.BoundField) -> SafeString:
    """The control of a filter: named by aria-label, the search box with its words inside."""
    label = str(bound.label or bound.name)
    widget = bound.field.widget
    attrs = {} if kit.is_check(widget) else {"class": "input", "aria-label": label}
    if isinstance(widget, forms.TextInput) and not isinstance(widget, forms.DateInput):
        widget = copy(widget)
        widget.input_type = "search"
        attrs |= {"placeholder": bound.help_text or label, "maxlength": 100}
    return drawing.select(bound, attrs) or bound.as_widget(widget, attrs=attrs)


@register.filter
def kind(bound: forms.BoundField) -> str:
    """How a field is laid out: check, group, file or plain."""
    widget = bound.field.widget
    if kit.is_check(widget):
        return "check"
    if kit.is_group(widget):
        return "group"
    return "file" if isinstance(widget, forms.FileInput) else "plain"


@register.filter
def error_links(form: forms.BaseForm) -> list[tuple[str, str, str]]:
    """Errors of a form for the summary that links to the fields."""
    return kit.error_links(form)


@register.filter
def anchor(bound: forms.BoundField) -> str:
    """The id a link to this field names."""
    return kit.anchor(bound)


@register.filter
def attributes(attrs: dict) -> str:
    """A dict as HTML attributes."""
    return flatatt(attrs)


@register.filter
def number(value: int | None) -> str:
    """1,206; nothing for None."""
    return "" if value is None else f"{value:,}"
