"""The first hours of a year: what is numbered or dated then belongs to that year, not to UTC's."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from registry.applications import services
from registry.applications.models import Application
from tests.filing import basic_answers, make_round, submitted

pytestmark = pytest.mark.django_db
NIGHT = datetime(2027, 1, 1, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


@pytest.fixture(autouse=True)
def _day(fixed_today, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    fixed_today("2027-01-01")


def test_number_when_begun_half_an_hour_into_the_year_then_it_carries_that_year():
    round_ = make_round(now=NIGHT)

    begun = services.start(round=round_, basic=basic_answers(), now=NIGHT, by=None)

    assert begun.application_no.startswith("SB2027")


def test_listing_when_submitted_half_an_hour_into_the_year_then_figures_are_of_that_year():
    application = submitted(make_round(now=NIGHT), now=NIGHT)
    answers = {**application.answers, "rights": {"inventions_held": 3}}
    Application.objects.filter(pk=application.pk).update(answers=answers)
    application.refresh_from_db()

    services.adopt_answers(application, by=None, today=NIGHT.date())

    figures = application.unit.figures.get()
    assert (figures.year, str(figures.as_of)) == (2027, "2027-01-01")
