"""The embedded PostgreSQL: found, created, started and stopped without an administrator."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path


def socket_dir(local_dir: Path, cluster: str = "pg") -> Path:
    """Folder of the Unix socket of a cluster: short, private, one per clone and cluster.

    Args: local_dir: the clone's `.local` folder; cluster: folder name of the data inside it.
    """
    digest = hashlib.sha256(str(local_dir.resolve() / cluster).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"ipcontact-{os.getuid()}-{digest}"


def embedded_database(local_dir: Path, *, name: str, cluster: str = "pg") -> dict:
    """Connection settings (a Django DATABASES entry) of the embedded server."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": "app",
        "HOST": str(socket_dir(local_dir, cluster)),
    }


def local_secret(path: Path) -> str:
    """Secret key of this clone, created on first use with mode 0600. For one machine only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()
