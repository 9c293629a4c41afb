"""The verbs of the conditions and their proofs."""

from registry.criteria.services.center import import_center_list
from registry.criteria.services.evidence import adopt_claims, check_evidence, put_evidence
from registry.criteria.services.schemes import criteria_on, scheme_on

__all__ = [
    "adopt_claims",
    "check_evidence",
    "criteria_on",
    "import_center_list",
    "put_evidence",
    "scheme_on",
]
