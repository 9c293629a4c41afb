"""Everything that is done with steps, offline results and delegations."""

from ipcontact.acts.services.authority import (
    acting_for,
    authority_of,
    has_any_authority,
    require_authority,
)
from ipcontact.acts.services.delegations import delegate, end_delegation
from ipcontact.acts.services.limits import extend_limit, pause_limit, resume_limit
from ipcontact.acts.services.offline import (
    OfflineFacts,
    confirm_offline,
    enter_offline,
    offline_obstacles,
    refuse_offline,
)
from ipcontact.acts.services.steps import (
    acts_of,
    behalf_words,
    last_step_words,
    may_take_back,
    open_record,
    record,
    refuse_outdated,
    take_back,
)

__all__ = [
    "OfflineFacts",
    "acting_for",
    "acts_of",
    "authority_of",
    "behalf_words",
    "confirm_offline",
    "delegate",
    "end_delegation",
    "enter_offline",
    "extend_limit",
    "has_any_authority",
    "last_step_words",
    "may_take_back",
    "offline_obstacles",
    "open_record",
    "pause_limit",
    "record",
    "refuse_outdated",
    "refuse_offline",
    "require_authority",
    "resume_limit",
    "take_back",
]
