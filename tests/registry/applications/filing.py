"""A visitor filling in the form in tests, as a browser would send it."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ipcontact.accounts.roles import Role
from registry.applications import services
from registry.applications.choices import Actor, ApplicationAction, CorrectionState
from registry.applications.models import Application, CorrectionNotice
from tests.factories import credit_code, make_user
from tests.files import samples
from tests.filing import CONSENTS, REGION, TODAY

VERSION = re.compile(r'name="_version" value="([^"]*)"')
BASIC = {
    "basic-unit_name": "示例海工装备有限公司",
    "basic-unit_kind": "enterprise",
    "basic-registered_address": "天津市滨海新区示例路1号",
    "basic-region": REGION,
}
CONTACTS = {"contacts-primary_name": "示例甲", "contacts-primary_mobile": "13900000001"}
REASON = {"claims": "9", "c9-statement": "正在海外参展，常被仿冒。"}


def proof(name: str = "证明.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.pdf(), "application/pdf")


def begin(client: Client, round_, code: str = "") -> Application:
    """Type a code, take the number; the file that was begun."""
    sent = {"credit_code": code or credit_code(), "confirm": "1"}
    response = client.post(f"/applications/form/new/{round_.number}/", sent)
    assert response.status_code == 302, response.content.decode()
    number = response["Location"].split("/")[3]
    return Application.objects.get(application_no=number)


def at(application: Application, page: str = "") -> str:
    """Address of one of its pages."""
    return f"/applications/form/{application.application_no}/{page}"


def basic(application: Application, **changed: str) -> dict[str, str]:
    """What the first page sends."""
    return {"basic-credit_code": application.credit_code, **BASIC, **changed}


def fill(client: Client, application: Application, **changed: str) -> None:
    """Fill in everything that has to be."""
    client.post(at(application, "answers/basic/"), basic(application, **changed))
    client.post(at(application, "claims/"), {**REASON, "c9-file": proof()})
    client.post(at(application, "answers/contacts/"), CONTACTS)
    application.refresh_from_db()


def submit(client: Client, application: Application, **more: Any):
    """Tick every statement and press the button."""
    return client.post(at(application, "check/"), {**dict.fromkeys(CONSENTS, "on"), **more})


def version_on(page: str) -> str:
    """The mark a page carries of what it was based on."""
    return VERSION.search(page)[1]


def return_with(application: Application, *items: tuple[str, str]) -> CorrectionNotice:
    """The agency's clerk has sent one notice that names these paths, each with its defect."""
    application.refresh_from_db()
    clerk = make_user(Role.AGENCY_CLERK, agency=application.agency)
    notice = CorrectionNotice.objects.create(
        application=application,
        number=application.correction_notices.count() + 1,
        state=CorrectionState.SENT,
        drafted_by=clerk,
        base_submission=application.submissions.first(),
        sent_on=TODAY,
        due_on=TODAY,
    )
    for path, defect in items:
        notice.items.create(path=path, label=path, defect=defect)
    services.advance(
        application,
        action=ApplicationAction.RETURN,
        actor=Actor.CLERK,
        by=clerk,
        today=TODAY,
    )
    application.refresh_from_db()
    return notice
