"""The usual words of a 申报通知, and moments as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from ipcontact.workdays.rules import WorkCalendar, weekday, workdays_between
from registry.rounds.choices import PUBLIC_WORDS, IntakeRoundState

if TYPE_CHECKING:
    from registry.rounds.models import IntakeRound

FEW_DAYS = 3  # working days left from which the closing is urgent
INTRODUCTION = (
    "为做好知识产权保护重点联系工作，现组织开展重点联系单位申报。"
    "请符合条件的单位自愿申报，请各推荐单位做好宣传、组织和推荐。\n"
    "纳入名录不收取任何费用，也不代表对单位产品、服务或知识产权质量的认可。"
)
MATERIALS = (
    "申报表（网上填写，提交后打印盖章，拍照或扫描上传）\n"
    "所选入库条件的证明材料\n"
    "营业执照或登记证书；区局可以核查到登记信息的，不必提交\n"
    "由他人代为填报的，提交授权书；产业联盟申报的，提交联盟协议和成员名单"
)


def moment_words(moment: datetime) -> str:
    """9月30日17:00, in the office's time; other years than the present one are named."""
    local = timezone.localtime(moment)
    year = "" if local.year == timezone.localtime().year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日{local:%H:%M}"


def full_moment(moment: datetime) -> str:
    """2026年9月30日（周三）17:00, for papers."""
    local = timezone.localtime(moment)
    day = f"{local.year}年{local.month}月{local.day}日"
    return f"{day}（{weekday(local.date())}）{local:%H:%M}"


def lines_of(text: str) -> list[str]:
    """The lines of a long text, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@dataclass(frozen=True)
class Status:
    """Where a round stands now: the word, what is left, how urgent, the moment that counts."""

    word: str
    left: str
    tone: str
    rest: str

    @property
    def phrase(self) -> str:
        """申报中，还剩3个工作日"""
        return f"{self.word}，{self.left}" if self.left else self.word


def status_of(round_: IntakeRound, *, now: datetime, calendar: WorkCalendar) -> Status:
    """A round as a reader meets it at a moment (aware)."""
    state = round_.state_at(now)
    word = PUBLIC_WORDS[state]
    if state == IntakeRoundState.PLANNED:
        return Status(word, "", "", f"{_day_and_time(round_.opens_at)}开始")
    if round_.closes_at is None:
        rest = "常年申报，不设截止时间" if state == IntakeRoundState.OPEN else "常年申报已截止"
        return Status(word, "", "", rest)
    if state != IntakeRoundState.OPEN:
        return Status(word, "", "", f"{_day_and_time(round_.closes_at)}截止")
    today, last = timezone.localtime(now).date(), timezone.localtime(round_.closes_at).date()
    rest = f"{_day_and_time(round_.closes_at)}止"
    if today == last:
        return Status(word, "今天截止", "warn", rest)
    days = workdays_between(today, last, calendar)
    left = f"还剩{days}个工作日" if days else "即将截止"
    return Status(word, left, "warn" if days <= FEW_DAYS else "", rest)


def _day_and_time(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.month}月{local.day}日 {weekday(local.date())}{local:%H:%M}"
