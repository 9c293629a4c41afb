"""Everything that is done with public notices."""

from registry.notices.services.announcing import (
    announce,
    enter_announcement,
    facts_by_notice,
    facts_of,
)
from registry.notices.services.closing import close_over
from registry.notices.services.correcting import (
    draft_corrigendum,
    drop_corrigendum,
    publish_corrigendum,
)
from registry.notices.services.deciding import cancel, enter_decision, extend, restart, stop
from registry.notices.services.drafting import (
    draft,
    draft_for_check,
    drop,
    pass_check,
    return_to_draft,
    revise,
    shown_of,
    submit,
)
from registry.notices.services.informing import draw_letters, send_letters, sign_letters
from registry.notices.services.items import hold, release, take_out
from registry.notices.services.numbering import (
    letters_to_number,
    number_letters,
    number_paper,
    range_for_letters,
)
from registry.notices.services.publishing import digest_of, end_due, publish, register_portal

__all__ = [
    "announce",
    "close_over",
    "cancel",
    "digest_of",
    "draft",
    "draft_corrigendum",
    "draw_letters",
    "draft_for_check",
    "drop",
    "drop_corrigendum",
    "end_due",
    "enter_announcement",
    "enter_decision",
    "extend",
    "facts_by_notice",
    "facts_of",
    "hold",
    "letters_to_number",
    "number_letters",
    "number_paper",
    "pass_check",
    "publish",
    "publish_corrigendum",
    "range_for_letters",
    "register_portal",
    "release",
    "restart",
    "return_to_draft",
    "revise",
    "send_letters",
    "shown_of",
    "sign_letters",
    "stop",
    "submit",
    "take_out",
]
