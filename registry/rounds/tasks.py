"""The clock of rounds."""

from django.utils import timezone
from procrastinate.contrib.django import app

from registry.rounds import services


@app.periodic(cron="* * * * *")
@app.task(name="registry.rounds.keep_time", queueing_lock="registry.rounds.keep_time")
def keep_time(timestamp: int) -> list[int]:
    """Open and close rounds at their minute. Args: timestamp: planned time of this run.

    Returns: how many were opened and closed.
    """
    return list(services.keep_time(now=timezone.now()))
