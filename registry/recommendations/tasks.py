"""The nightly job: invitations nobody answered in time are closed."""

from procrastinate.contrib.django import app

from ipcontact.workdays.clock import today
from registry.recommendations.services import lapse_unconfirmed


@app.periodic(cron="10 1 * * *")
@app.task(name="registry.recommendations.lapse", queueing_lock="recommendations.lapse")
def lapse(timestamp: int) -> int:
    """Close what was not confirmed in time. Args: timestamp: planned time of this run."""
    return lapse_unconfirmed(today=today())
