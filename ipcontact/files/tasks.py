"""The nightly round: uploads nobody used go, what does not fit is logged for the administrator."""

import logging

from procrastinate.contrib.django import app

from ipcontact.files.sweeping import sweep

logger = logging.getLogger(__name__)


@app.periodic(cron="40 18 * * *")  # UTC: 02:40 in Tianjin
@app.task(queueing_lock="files.sweep", name="ipcontact.files.sweep")
def sweep_files(timestamp: int) -> None:
    """Remove uploads never attached for 24 hours and report contents without rows.

    Running it again after the worker was killed is harmless. Args: timestamp: planned time.
    """
    found = sweep(by=None)
    for word, names in found.in_question.items():
        logger.warning("attachments %s: %d: %s", word, len(names), " ".join(names[:50]))
