"""The nightly job: checked changes whose day has come take effect; a division finds its units."""

from procrastinate.contrib.django import app

from ipcontact.workdays.clock import today
from registry.changes.services import link_registered, take_effect_due


@app.periodic(cron="5 16 * * *")  # UTC: 00:05 in Tianjin
@app.task(name="registry.changes.take_effect", queueing_lock="registry.changes.take_effect")
def take_effect(timestamp: int) -> int:
    """Let due changes count. Args: timestamp: planned time of this run."""
    day = today()
    link_registered(today=day)
    return take_effect_due(today=day)
