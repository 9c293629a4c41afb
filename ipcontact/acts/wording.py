"""Steps as a reader meets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from ipcontact.acts.base import Step
from ipcontact.acts.choices import Channel
from ipcontact.acts.models import Act
from ipcontact.audit.context import name_of


@dataclass(frozen=True)
class Line:
    """One step: who did what, then what else is known of it, each a short phrase."""

    act: Act
    who: str
    details: tuple[str, ...]
    until: str = ""  # may be taken back by the reader: until when, in words


def way_words(step: Step) -> str:
    """会议，纪要号〔2026〕11号; by which way, with the numbers of its papers."""
    parts = [step.get_channel_display()]
    if step.minutes_no:
        parts.append(f"纪要号 {step.minutes_no}")
    if step.document_no:
        parts.append(f"文号 {step.document_no}")
    return "，".join(parts)


def line(act: Act, until: str = "") -> Line:
    """A step in words. Args: until: until when the reader may take it back, or nothing."""
    who = f"{act.actor_name}（{act.on_behalf_of}）" if act.on_behalf_of else act.actor_name
    return Line(act=act, who=who, details=tuple(_details(act)), until=until)


def _details(act: Act) -> Iterator[str]:
    if act.event_on != timezone.localtime(act.entered_at).date():
        yield f"办理日期 {act.event_on}"
    if act.channel != Channel.ONLINE or act.minutes_no or act.document_no:
        yield way_words(act)
    if act.is_entered_for_another:
        yield f"{name_of(act.entered_by)}填报"
    if act.confirmed_by_id:
        yield f"{name_of(act.confirmed_by)}确认"
    if act.reason:
        yield f"理由：{act.reason}"
    if act.taken_back_at:
        at = timezone.localtime(act.taken_back_at)
        yield f"{name_of(act.taken_back_by)}于 {at:%Y-%m-%d %H:%M} 撤回"
