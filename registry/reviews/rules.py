"""When an assessment is complete, when a file is ripe for decision, who must stand aside.

Source: plan 二(一)3 (综合考察); state tables 1 and 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ipcontact.acts.rules import Problem
from registry.reviews.choices import Conclusion, CreditResult, InspectionMode

# People who must have been there; on site it takes two, so that nobody is alone with a unit.
LEAST_INSPECTORS = {InspectionMode.ON_SITE: 2}
REPLY_DAYS = 5  # working days other offices usually get, and the most a letter may give
MOST_REPLY_DAYS = 60
LONG_INSPECTION_DAYS = 20  # calendar days in 考察中 after which the desk speaks of it
FIRST_YEAR = 2000


@dataclass(frozen=True)
class Score:
    """One item of a scoring sheet; `points` is None while it was not scored."""

    name: str
    maximum: Decimal
    points: Decimal | None = None


def inspection_problems(
    *,
    mode: str,
    conclusion: str,
    done_on: date,
    inspectors: int,
    remarks: str,
    today: date,
    scores: Sequence[Score] = (),
) -> list[Problem]:
    """What an assessment still lacks.

    Args:
        inspectors: how many different people took part.
        remarks: what was found; a doubt needs words.
        scores: every item of the sheet, or none where no sheet is used.
    Returns:
        every problem as (code, sentence); empty when it is complete.
    """
    found = day_problems(done_on, today=today, what="考察日期")
    least = LEAST_INSPECTORS.get(InspectionMode(mode), 1)
    if inspectors < least:
        who = "实地考察须有两名以上考察人" if least > 1 else "请写明考察人"
        found.append(("too_few_inspectors", f"{who}，现有{inspectors}人。"))
    if conclusion != Conclusion.FIT and not remarks.strip():
        label = Conclusion(conclusion).label
        found.append(("remarks_missing", f"结论为“{label}”的，请写明情况和意见。"))
    return found + _score_problems(scores)


def day_problems(day: date, *, today: date, what: str) -> list[Problem]:
    """A day of something that has happened: not to come, and not a slip of the pen."""
    if day > today:
        return [("day_future", f"{what}不能晚于今天，请核对。")]
    if day.year < FIRST_YEAR:
        return [("day_range", f"{what}的年份有误，请核对。")]
    return []


def _score_problems(scores: Sequence[Score]) -> list[Problem]:
    given = [score for score in scores if score.points is not None]
    if given and len(given) < len(scores):
        missing = "、".join(score.name for score in scores if score.points is None)
        return [("scores_gap", f"评分表还有没打分的项：{missing}。请打完，或者都不打。")]
    return [
        ("score_range", f"“{score.name}”应在 0 到 {score.maximum} 分之间，请核对。")
        for score in given
        if not 0 <= score.points <= score.maximum
    ]


@dataclass(frozen=True)
class Look:
    """One assessment in force: mode and conclusion by value, when, by how many, what was found."""

    mode: str
    conclusion: str
    done_on: date
    inspectors: int
    remarks: str = ""

    @property
    def words(self) -> str:
        """实地考察（2026-09-18）：存疑，厂房已搬迁"""
        mode, conclusion = InspectionMode(self.mode).label, Conclusion(self.conclusion).label
        remarks = f"，{self.remarks}" if self.remarks else ""
        return f"{mode}（{self.done_on:%Y-%m-%d}）：{conclusion}{remarks}"


@dataclass(frozen=True, kw_only=True)
class ReviewFacts:
    """What is known of one application when it is to be put to decision.

    Attributes:
        needs_look: False for one the review proposed not to include; it is not assessed.
        looks: assessments in force, the newest first.
        asked: letters in force that ask about it.
        waiting: short names of offices that have not answered.
        exceptions: (office, what it says) against it.
        credit: value of the newest check, empty for none; with its detail and day.
        recused: names of people who stand aside.
    """

    needs_look: bool = True
    looks: tuple[Look, ...] = ()
    asked: int = 0
    waiting: tuple[str, ...] = ()
    exceptions: tuple[tuple[str, str], ...] = ()
    credit: str = ""
    credit_detail: str = ""
    credit_on: date | None = None
    recused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readiness:
    """Whether a file can be put to decision: `reasons` why not, `remarks` to be read first."""

    reasons: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        return not self.reasons


def readiness(
    facts: ReviewFacts, *, opinions_waived: bool = False, credit_waived: bool = False
) -> Readiness:
    """Judge one application (state table 3: submit).

    Args:
        facts: what is known of it.
        opinions_waived, credit_waived: the batch says with reason that it goes without.
    Returns:
        every reason why not as (code, sentence), and what is out of the ordinary.
    """
    reasons: list[Problem] = []
    if facts.needs_look and not facts.looks:
        reasons.append(("not_inspected", "还没有综合考察。"))
    if not opinions_waived:
        reasons += _opinion_reasons(facts)
    if not credit_waived and not facts.credit:
        reasons.append(("credit_unchecked", "还没有信用核查结果。"))
    return Readiness(tuple(reasons), tuple(_remarks(facts)))


def _opinion_reasons(facts: ReviewFacts) -> list[Problem]:
    if not facts.asked:
        return [("opinions_not_asked", "还没有征求意见。")]
    if facts.waiting:
        names = "、".join(facts.waiting)
        return [("opinions_waiting", f"还有{len(facts.waiting)}个单位没有回函：{names}。")]
    return []


def _remarks(facts: ReviewFacts) -> list[str]:
    found = [look.words for look in facts.looks if look.conclusion != Conclusion.FIT]
    found += [f"{office}：{text}" for office, text in facts.exceptions]
    if facts.credit and facts.credit != CreditResult.CLEAR:
        detail = f"，{facts.credit_detail}" if facts.credit_detail else ""
        found.append(f"信用核查：{CreditResult(facts.credit).label}{detail}")
    if facts.recused:
        found.append(f"申明回避：{'、'.join(facts.recused)}")
    return found


@dataclass(frozen=True, kw_only=True)
class Involvement:
    """What one person has had to do with one application.

    Attributes:
        is_filer: filled it in, typed it or handed it in.
        is_recommender: drafted or signed a recommendation of it that stands.
        is_sole_inspector: was the only one who assessed it.
        named_as: as what the papers name the person, in words; empty: they do not.
        declared: why the person stands aside, in the person's words; empty: does not.
    """

    is_filer: bool = False
    is_recommender: bool = False
    is_sole_inspector: bool = False
    named_as: str = ""
    declared: str = ""


def conflict_reasons(involvement: Involvement) -> list[Problem]:
    """Why a person takes no part in deciding an application; empty when the person may.

    Nobody decides what they filed, recommended, inspected as sole person, are named in, or
    declared a conflict for (state table 3; promise 8). The declared reason itself is not repeated.
    """
    judged = (
        (involvement.is_filer, "filed", "由本人填报、录入或提交"),
        (involvement.is_recommender, "recommended", "由本人拟稿或签发推荐意见"),
        (involvement.is_sole_inspector, "inspected_alone", "只由本人一人考察"),
        (bool(involvement.named_as), "named", f"材料中的{involvement.named_as}是本人"),
        (bool(involvement.declared), "declared", "本人已申明回避"),
    )
    return [(code, f"{words}，应当回避。") for holds, code, words in judged if holds]
