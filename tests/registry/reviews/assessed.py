"""A file of the demonstration under assessment, for walks over every address."""

from __future__ import annotations

from django.utils import timezone

from ipcontact.workdays.clock import today
from registry.applications.models import Application
from registry.reviews.models import OpinionRequest
from registry.reviews.services import (
    Finding,
    declare_conflict,
    record_credit,
    record_inspection,
    request_opinions,
)
from tests.filing import bypassed, make_round
from tests.story import Story

TITLE = "关于征求意见的函（示例走查）"


def a_letter(story: Story) -> OpinionRequest:
    """A letter to the police about one file that was looked at and checked; a leader stands aside.

    The file stays in 考察中, in the care of the first demo station.
    """
    if letter := OpinionRequest.objects.filter(title=TITLE).first():
        return letter
    handler, day = story.people["jingban2"], today()
    region = story.people["neiqin1"].agency.regions.first().code
    now = timezone.now()
    application = bypassed(make_round(now=now), by=handler, now=now, region=region)
    finding = Finding(mode="documents", done_on=day, inspectors=(handler,), conclusion="fit")
    record_inspection(application, finding=finding, by=handler, today=day)
    record_credit(
        application,
        result="recorded",
        detail="行政处罚1条",
        checked_on=day,
        checker="信用科",
        by=handler,
        today=day,
    )
    leader = story.people["lingdao"]
    declare_conflict(application, person=leader, reason="亲属任职", by=leader, today=day)
    return request_opinions(
        [application],
        agencies=[story.people["xiezuo"].agency],
        title=TITLE,
        sent_on=day,
        reply_days=5,
        by=handler,
        today=day,
    )


def assessed(story: Story) -> Application:
    """The file that letter is about."""
    return a_letter(story).applications.first()
