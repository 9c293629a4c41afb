"""拟稿: a document drawn up from a record by its part, then corrected by hand until approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from ipcontact.accounts.models import Agency
from ipcontact.accounts.rights import is_bureau, require
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.clocks import subjects
from ipcontact.documents.choices import DocumentAction
from ipcontact.documents.kinds import GENERAL, kind_of
from ipcontact.documents.models import OfficialDocument
from ipcontact.documents.services.steps import PREFIX, locked, refuse_by
from ipcontact.ui.errors import RuleViolation
from ipcontact.ui.models import SiteProfile

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

DRAWN_UP, REVISED = f"{PREFIX}draw_up", f"{PREFIX}revise"


def draw_up(
    *,
    kind: str,
    subject: models.Model,
    title: str,
    text: str,
    by: User,
    today: date,
    addressee: str = "",
    tables: Sequence[Mapping[str, Any]] = (),
    facts: Mapping[str, Any] | None = None,
    agency: Agency | None = None,
) -> OfficialDocument:
    """A new draft for a record. The part that calls has asked for the person's right.

    Args:
        kind: code of a registered `DocumentKind`; subject: the stored record.
        title: 标题; addressee: 主送; text: 正文, one paragraph per line.
        tables: 附表 as `{"caption": …, "heads": […], "rows": [[…]]}`; facts: what a template of
            the kind's own asks for beside; plain JSON.
        agency: whose paper it is, default the drafter's.
    Raises: RuleViolation `agency_missing`, `text_long`. KeyError: unknown kind.
    """
    kind_of(kind)
    agency = agency or by.agency
    if agency is None:
        raise RuleViolation("agency_missing", "您的账号没有所属机构，请先联系系统管理员。")
    _refuse_long(title=title, addressee=addressee, text=text)
    organ_name, letterhead = organ_of(agency)
    table, key = subjects.reference(subject)
    with act("拟稿", by=by):
        document = OfficialDocument.objects.create(
            kind=kind,
            subject_table=table,
            subject_key=key,
            agency=agency,
            title=title,
            addressee=addressee,
            text=text,
            tables=[dict(each) for each in tables],
            facts=dict(facts or {}),
            organ_name=organ_name,
            letterhead=letterhead,
            created_by=by,
        )
        record(document, code=DRAWN_UP, action=f"拟稿：{document.form.label}", by=by, today=today)
    return document


def write_letter(
    *, subject: models.Model, title: str, addressee: str, text: str, by: User, today: date
) -> OfficialDocument:
    """A free letter (函) about a record that somebody works on.

    Raises: RuleViolation `text_missing`, `text_long`, `agency_missing`. PermissionDenied.
    """
    require(by, GENERAL.verb)
    title, addressee, text = _words(title, addressee, text)
    return draw_up(
        kind=GENERAL.code,
        subject=subject,
        title=title,
        addressee=addressee,
        text=text,
        by=by,
        today=today,
    )


def organ_of(agency: Agency) -> tuple[str, str]:
    """发文机关 and 发文机关标志 of an agency's papers; divisions write in the bureau's name."""
    if is_bureau(agency):
        profile = SiteProfile.objects.current()
        return profile.organ_name, profile.letterhead_line
    name = agency.letterhead or agency.name
    return name, name


def revise(
    document: OfficialDocument,
    *,
    title: str,
    addressee: str,
    text: str,
    by: User,
    today: date,
    version: int | None = None,
) -> OfficialDocument:
    """Correct the words of a draft.

    Raises: RuleViolation `wrong_state`, `wrong_actor`, `stale`, `text_missing`, `text_long`.
    """
    with act("修改文书", by=by):
        current = locked(document, version)
        refuse_by(current, DocumentAction.EDIT, by=by, today=today)
        title, addressee, text = _words(title, addressee, text)
        store(current, title=title, addressee=addressee, text=text)
        record(current, code=REVISED, action="修改文书", by=by, today=today)
    return current


def _words(title: str, addressee: str, text: str) -> tuple[str, str, str]:
    """What a person typed, freed of what the form of a letter brings itself."""
    title, text = title.strip(), text.strip()
    addressee = addressee.strip().rstrip("：:")
    if not title or not text:
        raise RuleViolation("text_missing", "请填写标题和正文。")
    _refuse_long(title=title, addressee=addressee, text=text)
    return title, addressee, text


def _refuse_long(**values: str) -> None:
    for name, value in values.items():
        field = OfficialDocument._meta.get_field(name)
        if len(value) > field.max_length:
            raise RuleViolation(
                "text_long",
                f"{field.verbose_name}有{len(value)}字，最多{field.max_length}字，请缩短。",
            )
