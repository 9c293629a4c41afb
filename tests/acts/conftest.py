"""Kinds of steps as a room would register them, people, and a paper to attach."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ipcontact.accounts.roles import Role
from ipcontact.acts import handlers
from ipcontact.acts.services import record
from ipcontact.audit.services import act
from ipcontact.files import pending
from ipcontact.files.services import store
from ipcontact.ui.errors import RuleViolation
from tests.factories import make_unit, make_user
from tests.files.samples import pdf

DECIDE, HANDLE, LAWFUL = "test.decide", "test.handle", "test.lawful"
SIGN = "test.sign"
TODAY = date(2026, 11, 20)


def decide(unit, payload, keywords):
    """A room's verb, taken into effect by an offline result."""
    with act("审定", by=None if keywords.get("confirmed_by") else keywords["by"]):
        unit.note = payload["outcome"]
        unit.save(update_fields=["note"])
        return record(unit, code=DECIDE, action="审定", **keywords)


def undo(unit, step, *, by):
    unit.note = f"撤回于{step.action}"
    unit.save(update_fields=["note"])


def not_the_filer(unit, payload, decider):
    if decider is not None and payload.get("filed_by") == decider.pk:
        raise RuleViolation("own_case", "不能审定自己申报的单位。")


@pytest.fixture(autouse=True)
def kinds(fixed_today):
    """Four kinds; the register of kinds is as before afterwards."""
    fixed_today(str(TODAY))
    before = dict(handlers._kinds), list(handlers.sent_since)
    handlers.register(
        DECIDE,
        label="审定",
        verb="delegation.manage",
        is_delegable=True,
        apply=decide,
        check=not_the_filer,
        describe=lambda unit, payload: [f"审定结果：{payload['outcome']}"],
        changes=lambda unit, payload: [(unit.name, unit.note, payload["outcome"])],
    )
    handlers.register(HANDLE, label="复核", needs_reason=True, take_back=undo)
    handlers.register(
        SIGN, label="签批", verb="delegation.manage", is_delegable=True, take_back=undo
    )
    handlers.register(LAWFUL, label="集体讨论决定", needs_scan=True)
    yield
    handlers._kinds.clear()
    handlers._kinds.update(before[0])
    handlers.sent_since[:] = before[1]


@pytest.fixture(autouse=True)
def storage(tmp_path, settings):
    """Uploads of a test stay in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    yield
    pending._names().clear()


@pytest.fixture
def unit(db):
    return make_unit()


@pytest.fixture
def handler(db):
    return make_user(Role.HANDLER, name="陈知远")


@pytest.fixture
def second(db):
    return make_user(Role.HANDLER, name="林若川")


@pytest.fixture
def leader(db):
    return make_user(Role.DECIDER, name="赵明澈")


@pytest.fixture
def paper():
    """`paper(person)` is a fresh upload of that person."""

    def upload(by):
        file = SimpleUploadedFile("纪要.pdf", pdf(), content_type="application/pdf")
        return store(file, purpose="test.scan", by=by)

    return upload
