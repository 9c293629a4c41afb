"""Settings of the test suite: the product's own, on a cluster whose data may be lost."""

import os
import secrets

os.environ["DEBUG"] = "1"  # no https on the test client; the suite itself runs with DEBUG off
os.environ["PROCESS_KIND"] = "command"

from ipcontact.localdb import embedded_database  # noqa: E402 - after the environment
from ipcontact.settings import *  # noqa: E402, F403 - everything, then the differences
from ipcontact.settings import DATABASE_URL, DATABASES, LOCAL_DIR  # noqa: E402

TEST_CLUSTER = "test-pg"
DEMO = True
DEBUG = False
SECRET_KEY = secrets.token_urlsafe(50)
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

if not DATABASE_URL:
    DATABASES["default"].update(embedded_database(LOCAL_DIR, name="postgres", cluster=TEST_CLUSTER))
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SMS_FILE_PATH = ""
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MEDIA_ROOT = LOCAL_DIR / "test-media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
SECURE_SSL_REDIRECT = False
LOGGING_CONFIG = None
