"""Everything that is done with changes of units."""

from registry.changes.services.checking import accept, obstacles, reject
from registry.changes.services.comparing import accept_differences, compare_file, set_aside
from registry.changes.services.contacts import (
    change_contact,
    change_contact_by_link,
    rebind,
    send_link,
)
from registry.changes.services.division import link_registered
from registry.changes.services.effects import take_effect_due
from registry.changes.services.proposing import Proposal, propose, propose_by_link, withdraw

__all__ = [
    "Proposal",
    "accept",
    "accept_differences",
    "change_contact",
    "change_contact_by_link",
    "compare_file",
    "link_registered",
    "obstacles",
    "propose",
    "propose_by_link",
    "rebind",
    "reject",
    "send_link",
    "set_aside",
    "take_effect_due",
    "withdraw",
]
