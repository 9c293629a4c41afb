"""Jobs of this room: send one delivery, send daily summaries, forget addresses."""

from procrastinate.contrib.django import app

from ipcontact.notifications import services
from ipcontact.notifications.services.telling import DELIVER_JOB


@app.task(name=DELIVER_JOB)
def deliver(delivery_id: int) -> str:
    """Send one delivery. Running it again is harmless."""
    return services.deliver(delivery_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="ipcontact.notifications.send_digests", queueing_lock="send_digests")
def send_digests(timestamp: int) -> int:
    """Send the summaries that are due. Args: timestamp: planned time of this run."""
    return services.send_digests()


@app.periodic(cron="20 * * * *")
@app.task(name="ipcontact.notifications.forget_addresses", queueing_lock="forget_addresses")
def forget_addresses(timestamp: int) -> int:
    """Empty addresses no longer needed. Args: timestamp: planned time of this run."""
    return services.forget_addresses()
