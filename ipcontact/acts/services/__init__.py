"""Everything that is done with steps, offline results and delegations."""

from ipcontact.acts.services.delegations import acting_for, delegate, end_delegation
from ipcontact.acts.services.offline import confirm_offline, enter_offline, refuse_offline
from ipcontact.acts.services.steps import (
    acts_of,
    behalf_words,
    may_take_back,
    open_record,
    record,
    take_back,
)

__all__ = [
    "acting_for",
    "acts_of",
    "behalf_words",
    "confirm_offline",
    "delegate",
    "end_delegation",
    "enter_offline",
    "may_take_back",
    "open_record",
    "record",
    "refuse_offline",
    "take_back",
]
