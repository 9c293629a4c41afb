"""The nightly job: windows whose last day has passed are over."""

from procrastinate.contrib.django import app

from ipcontact.workdays.clock import today
from registry.notices.services import close_over, end_due


@app.periodic(cron="5 16 * * *")  # UTC: 00:05 in Tianjin
@app.task(name="registry.notices.end_windows", queueing_lock="notices.end_windows")
def end_windows(timestamp: int) -> int:
    """End the notices that are over, and the batches of which nothing waits any more; a missed
    night is made good the next.

    Args: timestamp: planned time of this run. Returns: how many.
    """
    day = today()
    ended = end_due(today=day)
    close_over(today=day)
    return len(ended)
