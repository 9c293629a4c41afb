"""What a visitor without account was let into: kept in the session, record by record.

A room that takes files from people who do not sign in (application form, one-time link, objection)
does this:

    # ready(): may a visitor who was let in on this basis still read this file?
    access.register(Application._meta.db_table, staff_reads, visitor_may=visitor_reads)

    # the page, once the visitor has proved the right to the record (new draft of this session,
    # number and code, one-time link):
    grants.give(request, application, basis="draft")

    # its service: a file of nobody belongs to a record from the start
    put(application, purpose="application.licence", upload=form.cleaned_data["licence"], by=None)

From then on `{% attachments application %}`, `AttachmentField` and the addresses of the files
work for this browser as they do for somebody who is signed in. A grant opens files only: whether
the visitor may change the record is asked by the record's own page (`holds`) and service.
"""

import time
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.http import HttpRequest

from ipcontact.files.models import owner_of

SESSION_KEY = "files.grants"
SECONDS = 2 * 60 * 60  # since the room last let the visitor in
MOST = 20  # records of one visitor; the oldest goes
Grants = Mapping[tuple[str, str], str]


def give(request: HttpRequest, owner: models.Model, *, basis: str) -> None:
    """Let this session read the files of a record for two hours more.

    Args: owner: the record; basis: on what ground, such as ``draft`` or ``link:15``; handed to
    the room at each download, so that it can say no once the ground is gone.
    """
    table, key = owner_of(owner)
    entries = [entry for entry in _entries(request) if entry[:2] != [table, key]]
    entries.append([table, key, basis, int(time.time()) + SECONDS])
    request.session[SESSION_KEY] = entries[-MOST:]


def end(request: HttpRequest, owner: models.Model) -> None:
    """Let this session read them no longer; harmless when it could not."""
    place = list(owner_of(owner))
    kept = [entry for entry in _entries(request) if entry[:2] != place]
    if len(kept) != len(_entries(request)):
        request.session[SESSION_KEY] = kept


def holds(request: HttpRequest, owner: models.Model) -> str:
    """The basis on which this session was let into a record; empty: it was not."""
    return held(request).get(owner_of(owner), "")


def held(request: HttpRequest) -> Grants:
    """Table and key of every record this session was let into, with the basis."""
    now = time.time()
    return {(table, key): basis for table, key, basis, until in _entries(request) if now < until}


def _entries(request: HttpRequest) -> list[list[Any]]:
    return request.session.get(SESSION_KEY, [])
