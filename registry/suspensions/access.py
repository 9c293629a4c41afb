"""Who suspends a member: a leader, or whoever holds the leader's 委托."""

from registry.suspensions.choices import SuspensionAction

VIEW, DECIDE = "units.view", "removals.decide"
CODES = {action: f"membership.{action}" for action in SuspensionAction}
