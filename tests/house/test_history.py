"""Every table of ours remembers its rows, and no personal value gets into that memory."""

import re

import pgtrigger.registry
from django.apps import apps

from ipcontact.audit.triggers import audited
from tests.house.source import PACKAGES

# Tables without row history -> reason.
EXEMPT = {
    "audit.Change": "the history itself, append-only",
    "audit.AccessEvent": "append-only",
    "acts.Opening": "a trace of reading itself: one row per person and record",
    "ui.ColumnChoice": "which columns somebody likes to see",
    "ops.Installation": "one row, written when the database is prepared",
    "registry.ImportLine": "lines as read from a file that is kept whole with its run",
}
PERSONAL = re.compile(r"^(mobile|phone|email|id_number|wechat|fax|person_name|contact_name)$")
# Fields of that name that belong to an organ, not to a person -> reason.
PUBLIC_FIELDS = {
    "accounts.Agency.phone": "the office's published telephone",
    "accounts.Agency.email": "the office's published address",
    "ui.SiteProfile.phone": "the telephone in the footer of the public pages",
}


def own_models():
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith(PACKAGES) and not model._meta.proxy and model._meta.managed
    ]


def histories():
    """Model -> its history triggers."""
    found = {}
    for model, trigger in pgtrigger.registry.registered():
        if hasattr(trigger, "personal"):
            found.setdefault(model, []).append(trigger)
    return found


def unaudited(models):
    known = histories()
    return [
        m._meta.label for m in models if len(known.get(m, ())) != 2 and m._meta.label not in EXEMPT
    ]


def told_values(models, known):
    """Personal-looking fields whose values the history would keep."""
    return [
        name
        for model in models
        for field in model._meta.local_concrete_fields
        if PERSONAL.match(field.name)
        and (name := f"{model._meta.label}.{field.name}")
        and name not in PUBLIC_FIELDS
        and any(field.name not in (*t.personal, *t.ignored) for t in known.get(model, ()))
    ]


def test_tables_when_listed_then_each_has_row_history():
    assert unaudited(own_models()) == []


def test_exempt_when_table_is_gone_then_the_entry_must_go():
    assert set(EXEMPT) <= {model._meta.label for model in own_models()}


def test_personal_fields_when_listed_then_history_keeps_no_value():
    assert told_values(own_models(), histories()) == []


def test_public_fields_when_gone_then_the_entry_must_go():
    labels = {f"{m._meta.label}.{f.name}" for m in own_models() for f in m._meta.fields}

    assert set(PUBLIC_FIELDS) <= labels


def test_check_when_a_table_has_no_history_then_it_is_found():
    assert unaudited([apps.get_model("sessions.Session")]) == ["sessions.Session"]


def test_check_when_a_mobile_number_would_be_kept_then_it_is_found():
    user = apps.get_model("accounts.User")

    assert "accounts.User.mobile" in told_values([user], {user: audited()})
