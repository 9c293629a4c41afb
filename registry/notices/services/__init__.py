"""Everything that is done with public notices."""

from registry.notices.services.announcing import announce, facts_of
from registry.notices.services.correcting import (
    draft_corrigendum,
    drop_corrigendum,
    publish_corrigendum,
)
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
from registry.notices.services.publishing import (
    cancel,
    digest_of,
    end_due,
    extend,
    publish,
    register_portal,
    restart,
    stop,
)

__all__ = [
    "announce",
    "cancel",
    "digest_of",
    "draft",
    "draft_corrigendum",
    "draw_letters",
    "draft_for_check",
    "drop",
    "drop_corrigendum",
    "end_due",
    "extend",
    "facts_of",
    "hold",
    "pass_check",
    "publish",
    "publish_corrigendum",
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
