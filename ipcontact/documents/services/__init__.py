"""Everything that is done with official documents."""

from ipcontact.documents.services.drafting import draw_up, revise, write_letter
from ipcontact.documents.services.numbering import (
    borne_by,
    draw_number,
    next_number,
    number_problems,
    one_at_a_time,
    refuse_taken_since,
    typed_number,
    write_number,
)
from ipcontact.documents.services.ranges import number_all, number_range
from ipcontact.documents.services.sending import approve, enter_approval, seal, send, serve, void

__all__ = [
    "approve",
    "borne_by",
    "draw_number",
    "draw_up",
    "enter_approval",
    "next_number",
    "number_all",
    "number_problems",
    "number_range",
    "one_at_a_time",
    "refuse_taken_since",
    "revise",
    "seal",
    "send",
    "serve",
    "typed_number",
    "void",
    "write_letter",
    "write_number",
]
