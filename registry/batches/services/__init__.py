"""Everything that is done with decision batches."""

from registry.batches.services.annulling import annul, enter_annulment
from registry.batches.services.backfilling import drop_past_item, record_past_item
from registry.batches.services.composing import (
    add,
    compose,
    describe,
    propose,
    set_chain,
    take_out,
    usual_chain,
)
from registry.batches.services.deciding import decide
from registry.batches.services.following import conclude, put_back, put_on_notice
from registry.batches.services.offline import enter_result
from registry.batches.services.reopening import moved_on, reopen
from registry.batches.services.signing import cancel, send_back, sign, submit

__all__ = [
    "add",
    "annul",
    "cancel",
    "compose",
    "conclude",
    "decide",
    "describe",
    "drop_past_item",
    "enter_annulment",
    "enter_result",
    "moved_on",
    "propose",
    "put_back",
    "put_on_notice",
    "record_past_item",
    "reopen",
    "send_back",
    "set_chain",
    "sign",
    "submit",
    "take_out",
    "usual_chain",
]
