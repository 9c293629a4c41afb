"""Everything that is done when applications are assessed."""

from registry.reviews.services.conflicts import (
    declare_conflict,
    declare_conflicts,
    withdraw_conflict,
)
from registry.reviews.services.credit import import_credit, record_credit
from registry.reviews.services.inspections import (
    Finding,
    correct_inspection,
    finish_inspection,
    finish_inspections,
    record_inspection,
    record_inspections,
)
from registry.reviews.services.opinions import number_letter, request_opinions, void_letter
from registry.reviews.services.replies import remind, reply, reply_no_objection

__all__ = [
    "Finding",
    "correct_inspection",
    "declare_conflict",
    "declare_conflicts",
    "finish_inspection",
    "finish_inspections",
    "import_credit",
    "number_letter",
    "record_credit",
    "record_inspection",
    "record_inspections",
    "remind",
    "reply",
    "reply_no_objection",
    "request_opinions",
    "void_letter",
    "withdraw_conflict",
]
