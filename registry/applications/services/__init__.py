"""Everything that is done with applications."""

from registry.applications.services.drafts import (
    add_file,
    add_proof_file,
    drop_claim,
    remove_file,
    save_section,
    set_claim,
    set_licence_by_bureau,
    start,
    write_section,
)
from registry.applications.services.steps import advance, locked
from registry.applications.services.submission import (
    discard,
    freeze,
    missing_of,
    resubmit,
    submit,
    withdraw,
)

__all__ = [
    "add_file",
    "add_proof_file",
    "advance",
    "discard",
    "drop_claim",
    "freeze",
    "locked",
    "missing_of",
    "remove_file",
    "resubmit",
    "save_section",
    "set_claim",
    "set_licence_by_bureau",
    "start",
    "submit",
    "withdraw",
    "write_section",
]
