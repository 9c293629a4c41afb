"""Nightly jobs: invitations nobody answered in time are closed, old sheets are emptied."""

from django.utils import timezone
from procrastinate.contrib.django import app

from ipcontact.workdays.clock import today
from registry.recommendations.services import forget_sheet_contacts, lapse_unconfirmed


@app.periodic(cron="10 17 * * *")  # UTC: 01:10 in Tianjin
@app.task(name="registry.recommendations.lapse", queueing_lock="recommendations.lapse")
def lapse(timestamp: int) -> int:
    """Close what was not confirmed in time. Args: timestamp: planned time of this run."""
    return lapse_unconfirmed(today=today())


@app.periodic(cron="25 17 * * *")  # UTC: 01:25 in Tianjin
@app.task(
    name="registry.recommendations.forget_contacts",
    queueing_lock="recommendations.forget_contacts",
)
def forget_contacts(timestamp: int) -> int:
    """Empty sheets no longer needed of contacts. Args: timestamp: planned time of this run."""
    return forget_sheet_contacts(now=timezone.now())
