"""What is out of the ordinary about decisions, and that nobody decided what they had handled."""

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from ipcontact.acts.exceptions import acts_of_code, words_of
from ipcontact.acts.models import Act
from ipcontact.ui.registry import Control, ExceptionKind, controls, exception_kinds, row_about
from registry.applications.kinds import VERBS
from registry.applications.models import Application
from registry.applications.services.undo import PREFIX
from registry.batches.facts import ANNULLED
from registry.batches.models import BatchItem, ReviewBatch
from registry.batches.services.reopening import REOPEN
from registry.recommendations.models import Recommendation
from registry.reviews.models import Inspection

DECISIONS = [f"{PREFIX}{action}" for action, verb in VERBS.items() if verb == "batches.decide"]


def waived() -> QuerySet:
    """Batches put to decision without asking other offices, or without the credit check."""
    rows = ReviewBatch.objects.exclude(opinions_waived="", credit_waived="")
    return rows.annotate(
        **row_about(ReviewBatch, at="created_at", person="created_by"),
        x_words=Concat(
            words_of("name", "opinions_waived", "，不征求意见："),
            Case(
                When(credit_waived="", then=Value("")),
                default=Concat(Value("，不作信用核查："), F("credit_waived")),
                output_field=TextField(),
            ),
            output_field=TextField(),
        ),
    )


def decided_own() -> QuerySet:
    """Items decided by somebody who had handled the application before the decision."""
    earlier = Act.objects.filter(
        Q(acted_by=OuterRef("decided_by")) | Q(entered_by=OuterRef("decided_by")),
        subject_table=Application._meta.db_table,
        subject_key=Cast(OuterRef("application_id"), CharField()),
        taken_back_at=None,
        entered_at__lt=OuterRef("decided_at"),
    ).exclude(code__in=DECISIONS)
    recommended = Recommendation.objects.filter(
        Q(drafted_by=OuterRef("decided_by")) | Q(signed_by=OuterRef("decided_by")),
        application=OuterRef("application_id"),
    )
    inspected = Inspection.objects.filter(
        application=OuterRef("application_id"), inspectors=OuterRef("decided_by")
    )
    filled = Q(application__owner=F("decided_by")) | Q(application__entered_by=F("decided_by"))
    rows = BatchItem.objects.filter(decided_by__isnull=False).filter(
        Q(Exists(earlier)) | Q(Exists(recommended)) | Q(Exists(inspected)) | filled
    )
    return rows.annotate(
        **row_about(Application, at="decided_at", person="decided_by", key="application_id"),
        x_words=Concat(
            Value("审定本人办过的申报："),
            F("application__application_no"),
            output_field=TextField(),
        ),
    )


def register() -> None:
    """Declare the kinds and the control of this part; called once when the app is ready."""
    for order, (code, label, explanation, rows) in enumerate(
        (
            ("reopened", "重新审定", "审定之后、公示之前又打开重新审定的批次。",
             lambda: acts_of_code(REOPEN)),
            ("annulled", "撤销审定", "审定纳入之后、公示之前又撤销的申报。",
             lambda: acts_of_code(ANNULLED)),
            ("waived", "免征求意见或信用核查", "写明理由，没有征求意见或没有信用核查就呈报的批次。",
             waived),
        ),
        start=40,
    ):  # fmt: skip
        exception_kinds.add(
            ExceptionKind(code=code, label=label, explanation=explanation, rows=rows, order=order)
        )
    controls.add(
        Control(
            code="decided_own",
            label="谁审定了自己经办的",
            explanation=(
                "逐项比对每个审定项目的审定人与该申报此前的填报人、录入人、各步骤办理人和填报人、"
                "推荐意见的拟稿人和签发人、考察人；有一处是同一人就算一项。"
            ),
            rows=decided_own,
            order=10,
        )
    )
