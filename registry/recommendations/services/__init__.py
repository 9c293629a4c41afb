"""Everything that is done with recommendations."""

from registry.recommendations.services.backfilling import drop_past_opinions, record_past_opinion
from registry.recommendations.services.confirming import (
    Facts,
    Invitation,
    confirm_by_link,
    confirm_with_account,
    decline_by_link,
    decline_with_account,
    inviter_of,
    peek,
)
from registry.recommendations.services.drafting import (
    Proposal,
    draft_opinion,
    drop_draft,
    propose,
    revise,
)
from registry.recommendations.services.forgetting import forget_sheet_contacts
from registry.recommendations.services.inviting import change_contact, invitation_of
from registry.recommendations.services.lapsing import lapse_unconfirmed
from registry.recommendations.services.on_paper import (
    Entered,
    confirm_for_unit,
    confirm_many_for_units,
)
from registry.recommendations.services.revoking import asks_unit, next_recommender, revoke
from registry.recommendations.services.settling import close_rivals, rivals_of, settle_claim
from registry.recommendations.services.signing import (
    Signed,
    quota_of,
    sign,
    sign_many,
)

__all__ = [
    "Entered",
    "Facts",
    "Invitation",
    "Proposal",
    "Signed",
    "asks_unit",
    "change_contact",
    "close_rivals",
    "confirm_by_link",
    "confirm_for_unit",
    "confirm_many_for_units",
    "confirm_with_account",
    "decline_by_link",
    "decline_with_account",
    "draft_opinion",
    "drop_draft",
    "drop_past_opinions",
    "forget_sheet_contacts",
    "invitation_of",
    "inviter_of",
    "lapse_unconfirmed",
    "next_recommender",
    "peek",
    "propose",
    "quota_of",
    "record_past_opinion",
    "revise",
    "revoke",
    "rivals_of",
    "settle_claim",
    "sign",
    "sign_many",
]
