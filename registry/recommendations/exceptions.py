"""What is out of the ordinary about recommendations, for the list of exceptions."""

from django.db.models import QuerySet

from ipcontact.acts.exceptions import acts_of_code
from ipcontact.ui.registry import ExceptionKind, exception_kinds
from registry.applications.choices import ApplicationAction
from registry.applications.services.undo import PREFIX
from registry.recommendations.services.revoking import REVOKE_CODE


def revoked() -> QuerySet:
    """Revoked ones, whether the file fell with them or had another source."""
    return acts_of_code(f"{PREFIX}{ApplicationAction.REVOKE}", REVOKE_CODE)


def register() -> None:
    """Declare the kind of this part; called once when the app is ready."""
    exception_kinds.add(
        ExceptionKind(
            code="revoked",
            label="撤销推荐",
            explanation="推荐单位签发后又撤销的推荐。",
            rows=revoked,
            order=25,
        )
    )
