"""The home page: what the mechanism is, who may join, what the roster is today.

Figures come from the latest released snapshot. Before the first one the published list is counted,
which any reader can do on the list itself.
"""

from django.utils import timezone

from ipcontact.workdays.clock import today
from registry.criteria.services import criteria_on
from registry.goals.views.public import latest
from registry.goals.wording import faces
from registry.notices.models import PublicNotice
from registry.notices.wording import day_words
from registry.pages import PublicPage
from registry.roster.exports import NO_RECOGNITION
from registry.roster.measures import figures
from registry.roster.models import RosterEdition
from registry.rounds.models import IntakeRound
from registry.rounds.views.public import with_status

EDITIONS_SHOWN = 4
ROUNDS_SHOWN = 3
NOTICES_SHOWN = 4


class HomePage(PublicPage):
    """The first page of the public site."""

    title = "知识产权保护重点联系单位"
    template_name = "registry/home.html"

    def get_context_data(self, **kwargs):
        now = today()
        snapshot = latest()
        notices = list(
            PublicNotice.objects.public().order_by("-published_on", "-pk")[:NOTICES_SHOWN]
        )
        running = [notice for notice in notices if notice.is_running(now)]
        editions = list(RosterEdition.objects.all()[: EDITIONS_SHOWN + 1])
        return super().get_context_data(
            today=now,
            criteria=criteria_on(now),
            notices=notices,
            running=[(notice, day_words(notice.ends_on)) for notice in running],
            editions=editions[:EDITIONS_SHOWN],
            has_more_editions=len(editions) > EDITIONS_SHOWN,
            current=editions[0] if editions else None,
            figures=figures(now),
            snapshot=snapshot,
            released=faces(snapshot) if snapshot else [],
            rounds=with_status(IntakeRound.objects.coming(timezone.now())[:ROUNDS_SHOWN]),
            has_calls=IntakeRound.objects.published().exists(),
            no_recognition=NO_RECOGNITION,
            **kwargs,
        )
