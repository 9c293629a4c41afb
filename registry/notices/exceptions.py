"""What is out of the ordinary about public notices, for the list of exceptions."""

from django.db.models import F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from ipcontact.acts.exceptions import acts_of_code
from ipcontact.ui.registry import Control, ExceptionKind, controls, exception_kinds, row_about
from registry.notices.access import written_by
from registry.notices.choices import NoticeAction
from registry.notices.models import PublicNotice
from registry.notices.services.correcting import CORRECTED
from registry.notices.services.steps import CODES

A = NoticeAction


def checked_alone() -> QuerySet:
    """Notices checked by a person who drafted them, changed their words or handed them on."""
    own = Q(checked_by=F("created_by")) | written_by(OuterRef("checked_by"))
    return PublicNotice.objects.filter(own, checked_by__isnull=False).annotate(
        **row_about(PublicNotice, at="checked_at", person="checked_by"),
        x_words=Cast("title", TextField()),
    )


def register() -> None:
    """Declare the kinds and the control of this part; called once when the app is ready."""
    for order, (code, label, explanation, steps) in enumerate(
        (
            ("notice_corrected", "公示更正", "发布过的更正公告。", (CORRECTED,)),
            ("notice_changed", "公示延长、中止、撤销", "公示期延长、中止、恢复或公示撤销。",
             tuple(CODES[action] for action in (A.EXTEND, A.STOP, A.RESTART, A.CANCEL))),
        ),
        start=50,
    ):  # fmt: skip
        exception_kinds.add(
            ExceptionKind(
                code=code,
                label=label,
                explanation=explanation,
                rows=lambda steps=steps: acts_of_code(*steps),
                order=order,
            )
        )
    controls.add(
        Control(
            code="checked_alone",
            label="公示由起草人自己核稿",
            explanation="公示的核稿人起草、修改过文字，或者由其送核稿的。系统不接受这样的核稿。",
            rows=checked_alone,
            order=30,
        )
    )
