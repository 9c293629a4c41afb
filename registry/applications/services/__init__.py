"""Everything that is done with applications."""

from registry.applications.services.attachments import (
    add_sealed_copy,
    remove_sealed_copy,
    save_files,
)
from registry.applications.services.carrying import move_to_round
from registry.applications.services.claims import ClaimInput, save_claims
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
from registry.applications.services.scope import open_paths
from registry.applications.services.steps import advance, locked
from registry.applications.services.submission import (
    contents_of,
    discard,
    freeze,
    missing_of,
    resubmit,
    submit,
    withdraw,
)

__all__ = [
    "ClaimInput",
    "add_file",
    "add_proof_file",
    "add_sealed_copy",
    "advance",
    "contents_of",
    "discard",
    "drop_claim",
    "freeze",
    "locked",
    "missing_of",
    "move_to_round",
    "open_paths",
    "remove_file",
    "remove_sealed_copy",
    "resubmit",
    "save_claims",
    "save_files",
    "save_section",
    "set_claim",
    "set_licence_by_bureau",
    "start",
    "submit",
    "withdraw",
    "write_section",
]
