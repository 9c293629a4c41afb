"""Settings of the one project: everything that differs between places is read on top."""

from pathlib import Path

from environs import Env

from ipcontact.localdb import embedded_database, local_secret

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()

# --- what differs between installations -------------------------------------------------
LOCAL_DIR = Path(env.str("LOCAL_DIR", str(BASE_DIR / ".local")))
DATABASE_URL = env.str("DATABASE_URL", "")
IS_LOCAL = not DATABASE_URL  # on the embedded database, for this machine alone
DEMO = env.bool("DEMO", IS_LOCAL)
DEBUG = env.bool("DEBUG", IS_LOCAL and DEMO)
HTTPS = env.bool("HTTPS", not (IS_LOCAL or DEBUG))
SECRET_KEY = env.str("SECRET_KEY", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.int('PORT', 8000)}")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
EMAIL_URL = env.str("EMAIL_URL", "")
CACHE_URL = env.str("CACHE_URL", "")
CLAMAV_URL = env.str("CLAMAV_URL", "")  # tcp://host:3310 or unix:///path; empty: no scanner
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
PROCESS_KIND = env.str("PROCESS_KIND", "command")  # web, worker or command
STATEMENT_TIMEOUT_MS = {"web": 15_000}.get(PROCESS_KIND, 0)

if not SECRET_KEY and (DEBUG or not HTTPS):
    SECRET_KEY = local_secret(LOCAL_DIR / "secret-key")

# --- applications -----------------------------------------------------------------------
INSTALLED_APPS = [
    "ipcontact.localdb",
    "ipcontact.text",
    "ipcontact.workdays",
    "ipcontact.audit",
    "ipcontact.accounts",
    "ipcontact.files",
    "ipcontact.clocks",
    "ipcontact.acts",
    "ipcontact.notifications",
    "ipcontact.documents",
    "ipcontact.ui",
    "ipcontact.ops",
    "registry",
    "cases",
    "ipcontact.ui.admin_site.BureauAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "django.forms",
    "import_export",
    "pgtrigger",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # above static files, so that they carry it too
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ipcontact.ui.compression.PageCompressionMiddleware",
    "ipcontact.ui.uploads.BodySizeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ipcontact.audit.middleware.RequestContextMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ipcontact.accounts.audiences.AudienceMiddleware",
    "ipcontact.ui.notfound.NotFoundMiddleware",
]

ROOT_URLCONF = "ipcontact.urls"
WSGI_APPLICATION = "ipcontact.wsgi.application"
ASGI_APPLICATION = "ipcontact.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "ipcontact.ui.context.site",
            ],
        },
    }
]
FORM_RENDERER = "ipcontact.ui.forms.FormRenderer"

# --- database, cache, jobs --------------------------------------------------------------
DATABASES = {
    "default": (
        env.dj_db_url("DATABASE_URL")
        if DATABASE_URL
        else embedded_database(LOCAL_DIR, name="ipcontact_demo" if DEMO else "ipcontact")
    )
}
DATABASES["default"].update(
    {
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **DATABASES["default"].get("OPTIONS", {}),
            "connect_timeout": 3,
            # Questions of pages are short: compiling them or calling workers takes longer.
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout=5000 "
            # The register lies in memory or on a solid disk: a page anywhere costs the same.
            "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1",
        },
    }
)
if PROCESS_KIND == "web":
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 4}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "ipcontact_cache",
    }
}
if CACHE_URL:
    CACHES["default"] = env.dj_cache_url("CACHE_URL")

# --- people and sessions ----------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["ipcontact.accounts.backends.RoleBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email", "mobile")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]  # sign-up is closed
ACCOUNT_EMAIL_VERIFICATION = "none"  # administrators enter the addresses
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a reset for a stranger's address sends nothing
ACCOUNT_SESSION_REMEMBER = False  # the sign-in ends with the browser
ACCOUNT_ADAPTER = "ipcontact.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "ipcontact.accounts.adapter.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "重点联系单位"
ACCOUNT_FORMS = {"login": "ipcontact.accounts.forms.SignInForm"}
ACCOUNT_RATE_LIMITS = {
    "login": "20/m/ip",
    "login_failed": "5/15m/key,20/15m/ip",
    # The form without account. A whole office may sit behind one address, and in the last hour of
    # a round it does: what one browser or account begins is counted first, the address is wide.
    "application_code": "30/m/ip",
    "application_start": "8/h/key,60/h/ip",
    # 进度查询 asks them all, see `registry.applications.views.filing.limits`.
    "application_lookup": "10/m/ip",
    "application_lookup_wrong": "5/m/key",
    "application_lookup_number": "60/h/key",
    "application_lookup_wary": "1/m/key",
    "application_upload": "60/10m/key,200/h/ip",
    "objection_new": "10/h/ip",
    "objection_lookup": "10/m/ip",
}
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# --- language and time ------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- files ------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if IS_LOCAL or DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = IS_LOCAL or DEBUG
MEDIA_ROOT = LOCAL_DIR / "media"  # private: no address leads there
FILE_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024  # any body: a full disk is met by our own code
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
IMPORT_EXPORT_USE_TRANSACTIONS = True

# --- security ---------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", HTTPS)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
if (
    TRUSTED_PROXIES
):  # the proxy in front ends TLS and says so; it must not pass on what strangers say
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- the register -----------------------------------------------------------------------
DOSSIER_MOST_MEGABYTES = env.int("DOSSIER_MOST_MEGABYTES", 500)  # of attachments in one zip
MERGE_UNDO_DAYS = env.int("MERGE_UNDO_DAYS", 30)  # days in which a merge of units can be undone

# --- mail and log -----------------------------------------------------------------------
if EMAIL_URL:
    vars().update(env.dj_email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = LOCAL_DIR / "mail"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "noreply@localhost")
EMAIL_TIMEOUT = 15
HEARING_DAYS = env.int("HEARING_DAYS", 5)  # working days a unit has to speak before a removal
SUSPENSION_ENABLED = env.bool("SUSPENSION_ENABLED", False)  # 暂停联系 of members is offered
MESSAGE_HOURS = env.str("MESSAGE_HOURS", "08:30-18:00")  # of working days, unless urgent
MESSAGE_SIGNATURE = env.str("MESSAGE_SIGNATURE", "知识产权保护重点联系机制")
NOTICE_WORKING_DAYS = env.int("NOTICE_WORKING_DAYS", 5)  # length of a 公示
OBJECTION_ANSWER_WORKING_DAYS = env.int("OBJECTION_ANSWER_WORKING_DAYS", 15)  # from receipt
MESSAGE_RETENTION_DAYS = env.int("MESSAGE_RETENTION_DAYS", 30)  # addresses, after delivery
SHEET_RETENTION_DAYS = env.int("SHEET_RETENTION_DAYS", 90)  # contacts in imported sheets
SMS_GATEWAY_URL = env.str("SMS_GATEWAY_URL", "")
SMS_GATEWAY_TOKEN = env.str("SMS_GATEWAY_TOKEN", "")
# The demonstration writes what a gateway would get beside the mails, to be read at /mail/.
SMS_FILE_PATH = LOCAL_DIR / "mail" if DEBUG and DEMO and not SMS_GATEWAY_URL else ""
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "ipcontact.audit.logs.SafeFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # These tell at every start which tasks and triggers exist.
        "procrastinate": {"level": "WARNING"},
        "pgtrigger": {"level": "WARNING"},
        "django.server": {"level": "WARNING"},
    },
}
