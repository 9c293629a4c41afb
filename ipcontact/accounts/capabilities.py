"""Questions to the table of rights (`capability_table`)."""

from collections.abc import Collection

from ipcontact.accounts.capability_table import (
    AGENCY_STAFF,
    BUREAU_STAFF,
    EVERYONE,
    REGISTER_STAFF,
    STAFF,
    TABLE,
    Capability,
)

__all__ = [
    "AGENCY_STAFF",
    "ADMIN_WRITES",
    "BUREAU_STAFF",
    "BY_VERB",
    "EVERYONE",
    "REGISTER_STAFF",
    "STAFF",
    "TABLE",
    "Capability",
    "allowed",
    "allowed_in_admin",
    "capability",
    "roles_with",
]

BY_VERB: dict[str, Capability] = {entry.verb: entry for entry in TABLE}

# What Django's own admin asks for (`app.action_model`), answered by a verb of the table.
# Everything else in the admin is read-only and needs `admin.enter` alone.
ADMIN_WRITES: dict[str, str] = {
    "accounts.agency": "agencies.manage",
    "accounts.region": "agencies.manage",
}


def capability(verb: str) -> Capability:
    """The entry of a verb; an unknown verb is a mistake of the caller and raises KeyError."""
    return BY_VERB[verb]


def roles_with(verb: str) -> frozenset[str]:
    """Roles that may do it."""
    return BY_VERB[verb].roles


def allowed(roles: Collection[str], verb: str) -> bool:
    """Whether one of these roles may do it.

    Args:
        roles: role values of one person.
        verb: a verb of the table (KeyError when there is none).
    """
    return not BY_VERB[verb].roles.isdisjoint(roles)


def allowed_in_admin(roles: Collection[str], permission: str) -> bool:
    """Answer Django's permission question from the table.

    Args:
        roles: role values of one person.
        permission: Django's name, for example `accounts.change_agency`.
    """
    app, _, codename = permission.partition(".")
    action, _, model = codename.partition("_")
    if action == "view" and app != "auth":
        return allowed(roles, "admin.enter")
    verb = ADMIN_WRITES.get(f"{app}.{model}")
    return verb is not None and action in {"add", "change"} and allowed(roles, verb)
