"""The one clock: which day it is at the bureau."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The current day in Asia/Shanghai, whatever the server's own zone."""
    return datetime.now(SHANGHAI).date()
