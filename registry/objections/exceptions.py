"""What is out of the ordinary about objections, and that nobody concluded their own proposal."""

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from ipcontact.acts.exceptions import acts_of_code
from ipcontact.ui.registry import Control, ExceptionKind, controls, exception_kinds, row_about
from registry.objections.choices import ObjectionAction
from registry.objections.models import Objection
from registry.objections.services.steps import CODES

A = ObjectionAction


def concluded_alone() -> QuerySet:
    """Objections concluded by somebody who had proposed, registered or handled them."""
    own = (F("proposed_by"), F("registered_by"), F("handler"))
    condition = Q(pk__in=())
    for person in own:
        condition |= Q(decided_by=person)
    return Objection.objects.filter(condition, decided_by__isnull=False).annotate(
        **row_about(Objection, at="updated_at", person="decided_by"),
        x_words=Cast("number", TextField()),
    )


def register() -> None:
    """Declare the kinds and the control of this part; called once when the app is ready."""
    for order, (code, label, explanation, steps) in enumerate(
        (
            ("objection_lead", "异议转为线索", "没有作为异议核查和答复，转为线索的。", (A.LEAD,)),
            ("objection_withdrawn", "撤回异议", "异议人撤回的异议，以及撤回之后怎样处理。",
             (A.WITHDRAW, A.SETTLE)),
            ("objection_returned", "异议退回重新核查", "领导没有采纳定性建议、退回核查的。",
             (A.RETURN,)),
        ),
        start=55,
    ):  # fmt: skip
        exception_kinds.add(
            ExceptionKind(
                code=code,
                label=label,
                explanation=explanation,
                rows=lambda steps=steps: acts_of_code(*(CODES[step] for step in steps)),
                order=order,
            )
        )
    controls.add(
        Control(
            code="concluded_alone",
            label="异议由建议人、登记人或经办人自己定性",
            explanation="异议的定性人与建议人、登记人或经办人是同一人的。",
            rows=concluded_alone,
            order=50,
        )
    )
