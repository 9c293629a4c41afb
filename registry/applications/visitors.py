"""People without account: which files this browser was let into.

A grant is the secret key of an application, kept in the session: of a draft that was started here,
or of a file that was opened with 申报编号 and 查询码.
"""

from __future__ import annotations

from django.http import HttpRequest

from ipcontact.files import grants
from ipcontact.files.models import StoredFile
from registry.applications.choices import FilePurpose
from registry.applications.models import Application, Claim, Submission

SESSION_KEY = "applications"
MOST = 20  # files of one visitor; the oldest goes
SECONDS = 2 * 60 * 60  # without a step in the form; 申报编号 and 查询码 open it again
BASIS = "application"
PROOF = "criteria.proof"
# Whose files an applicant reads, as the application finds them.
_OWNERS = {
    Application._meta.db_table: "pk",
    Claim._meta.db_table: "claims",
    Submission._meta.db_table: "submissions",
}


def let_in(request: HttpRequest, application: Application) -> None:
    """Let this session act for the applicant, under a new id: whoever knew the old one, from a
    shared computer or a planted cookie, is not let in with it."""
    if not grant_of(request, application):
        request.session.cycle_key()
    keys = [key for key in _keys(request) if key != str(application.key)]
    request.session[SESSION_KEY] = [*keys, str(application.key)][-MOST:]
    if not request.user.is_authenticated:
        request.session.set_expiry(SECONDS)


def let_out(request: HttpRequest) -> None:
    """Forget every file this session was let into, on a shared computer."""
    for application in Application.objects.granted(_keys(request)):
        for owner in _owners(application):
            grants.end(request, owner)
    request.session.pop(SESSION_KEY, None)


def grant_of(request: HttpRequest, application: Application) -> str:
    """What services take as `grant`: the key, when this session holds it, else nothing."""
    key = str(application.key)
    return key if key in _keys(request) else ""


def held(request: HttpRequest) -> list[str]:
    """Keys of all files this session was let into."""
    return _keys(request)


def open_files(request: HttpRequest, application: Application) -> None:
    """Let this session read the attachments too, from the page that shows them."""
    if grant_of(request, application):
        for owner in _owners(application):
            grants.give(request, owner, basis=f"{BASIS}:{application.key}")


def visitor_may(file: StoredFile, basis: str) -> bool:
    """What the applicant handed in is the applicant's to read; papers of the office are not.

    With another 查询码 the file has another key: who was let in before reads nothing more.
    """
    ground, _, key = basis.partition(":")
    is_theirs = file.purpose in FilePurpose.values or file.purpose == PROOF
    if ground != BASIS or not key or not is_theirs:
        return False
    owner = {_OWNERS[file.owner_table]: file.owner_key}
    return Application.objects.granted([key]).filter(**owner).exists()


def _owners(application: Application) -> list:
    return [application, *application.claims.all(), *application.submissions.all()]


def _keys(request: HttpRequest) -> list[str]:
    return request.session.get(SESSION_KEY, [])
