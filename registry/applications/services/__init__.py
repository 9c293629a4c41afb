"""Everything that is done with applications."""

from registry.applications.services.adopting import adopt_answers
from registry.applications.services.agents import (
    answer_filling,
    ask_about_filling,
    peek_filling,
)
from registry.applications.services.attachments import (
    add_sealed_copy,
    remove_sealed_copy,
    save_files,
)
from registry.applications.services.backfilling import (
    as_moment,
    create_past,
    discard_past,
    record_past,
)
from registry.applications.services.beginning import begin
from registry.applications.services.carrying import move_to_round
from registry.applications.services.checking import check_claim
from registry.applications.services.claims import ClaimInput, save_claims
from registry.applications.services.corrections import (
    cancel_marks,
    draft_of,
    has_been_returned,
    mark,
    return_to_unit,
    save_marks,
    unmark,
)
from registry.applications.services.deciding import Outcome, decide, for_each
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
from registry.applications.services.handling import hand_over, hand_over_all, release, take
from registry.applications.services.mending import save_mended
from registry.applications.services.renewal import renew_code
from registry.applications.services.resubmitting import resubmit, resubmit_for_unit
from registry.applications.services.reviewing import (
    bypass,
    close_unanswered,
    forward,
    pass_clean,
    pass_review,
    propose_exclude,
    reopen,
    send_back,
)
from registry.applications.services.scope import open_paths
from registry.applications.services.steps import (
    advance,
    let_next_speak,
    lock_all,
    locked,
    refuse_stale,
)
from registry.applications.services.submission import (
    contents_of,
    discard,
    freeze,
    missing_of,
    submit,
    withdraw,
)
from registry.applications.services.undo import undo

__all__ = [
    "ClaimInput",
    "Outcome",
    "add_file",
    "answer_filling",
    "ask_about_filling",
    "add_proof_file",
    "add_sealed_copy",
    "adopt_answers",
    "advance",
    "as_moment",
    "begin",
    "bypass",
    "cancel_marks",
    "check_claim",
    "close_unanswered",
    "contents_of",
    "create_past",
    "decide",
    "discard",
    "discard_past",
    "draft_of",
    "drop_claim",
    "for_each",
    "forward",
    "freeze",
    "hand_over",
    "hand_over_all",
    "has_been_returned",
    "let_next_speak",
    "lock_all",
    "locked",
    "mark",
    "missing_of",
    "move_to_round",
    "open_paths",
    "peek_filling",
    "pass_clean",
    "pass_review",
    "propose_exclude",
    "record_past",
    "refuse_stale",
    "release",
    "remove_file",
    "remove_sealed_copy",
    "renew_code",
    "reopen",
    "resubmit",
    "resubmit_for_unit",
    "return_to_unit",
    "save_claims",
    "save_files",
    "save_marks",
    "save_mended",
    "save_section",
    "send_back",
    "set_claim",
    "set_licence_by_bureau",
    "start",
    "submit",
    "take",
    "undo",
    "unmark",
    "withdraw",
    "write_section",
]
