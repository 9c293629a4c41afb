"""Table of contents: every table of the register."""

from registry.applications.models import (
    Application,
    Claim,
    CorrectionItem,
    CorrectionNotice,
    SealedCopy,
    Submission,
)
from registry.batches.models import BatchItem, BatchSigner, ReviewBatch
from registry.changes.models import ComparisonRun, Difference, UnitChange
from registry.criteria.models import Criterion, Evidence, SchemeVersion
from registry.goals.models import FigureSnapshot, Target
from registry.imports.models import ImportLine, ImportRun
from registry.merges.models import MergedRow, UnitMerge
from registry.notices.models import (
    Announcement,
    Corrigendum,
    NoticeExtension,
    NoticeItem,
    PublicNotice,
)
from registry.objections.models import Objection, Objector
from registry.recommendations.models import Recommendation, RecommendationSheet, SheetLine
from registry.removals.models import Removal, RemovalGround
from registry.reviews.models import (
    ConflictDeclaration,
    CreditCheck,
    Inspection,
    OpinionException,
    OpinionReply,
    OpinionRequest,
    ScoringSheet,
)
from registry.roster.models import Departure, Listing, RosterEdition, RosterEntry
from registry.rounds.models import IntakeRound, RecommendationQuota, RoundExtension
from registry.units.models import Unit, UnitAccount, UnitAddress, UnitCode, UnitName
from registry.units.people import UnitPerson, YearlyFigures

__all__ = [
    "Announcement",
    "Corrigendum",
    "NoticeExtension",
    "NoticeItem",
    "PublicNotice",
    "Application",
    "BatchItem",
    "BatchSigner",
    "Claim",
    "ComparisonRun",
    "ConflictDeclaration",
    "CorrectionItem",
    "CorrectionNotice",
    "CreditCheck",
    "Criterion",
    "Departure",
    "Difference",
    "Evidence",
    "FigureSnapshot",
    "ImportLine",
    "ImportRun",
    "Inspection",
    "IntakeRound",
    "Listing",
    "MergedRow",
    "Objection",
    "Objector",
    "OpinionException",
    "OpinionReply",
    "OpinionRequest",
    "Recommendation",
    "RecommendationQuota",
    "RecommendationSheet",
    "Removal",
    "RemovalGround",
    "ReviewBatch",
    "RosterEdition",
    "RosterEntry",
    "RoundExtension",
    "SchemeVersion",
    "ScoringSheet",
    "SealedCopy",
    "SheetLine",
    "Submission",
    "Target",
    "Unit",
    "UnitAccount",
    "UnitAddress",
    "UnitChange",
    "UnitCode",
    "UnitMerge",
    "UnitName",
    "UnitPerson",
    "YearlyFigures",
]
