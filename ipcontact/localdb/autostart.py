"""Commands that need the database find it running: manage.py asks this before Django starts."""

import os

from ipcontact.localdb.binaries import LocalDatabaseError
from ipcontact.localdb.server import LocalServer

WITHOUT_DATABASE = {
    "",
    "check",
    "compilemessages",
    "collectstatic",
    "diffsettings",
    "findstatic",
    "help",
    "localdb",
    "makemessages",
    "makemigrations",
    "start",
    "startapp",
    "test",
    "version",
}


def start_for_command(argv: list[str]) -> None:
    """Start the embedded server and make its database when a command will need them.

    Does nothing for commands that work without a database, when help is asked for, or when
    DATABASE_URL names a server of its own. The server stays up for the next command;
    `manage.py localdb stop` ends it.
    """
    command = argv[1] if len(argv) > 1 else ""
    if os.environ.get("DATABASE_URL") or command.startswith("-") or command in WITHOUT_DATABASE:
        return
    if {"-h", "--help", "--version"} & set(argv[2:]):
        return
    from ipcontact.settings import DATABASES, LOCAL_DIR  # noqa: PLC0415 - settings are only cheap, not free

    server = LocalServer(LOCAL_DIR)
    try:
        server.ensure_running()
        server.ensure_database(DATABASES["default"]["NAME"])
    except LocalDatabaseError as error:
        if command != "doctor":  # which reports it itself
            raise SystemExit(str(error)) from error
