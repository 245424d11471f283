"""All settings; values come from the environment (see docs/operator/settings.md) and are checked here."""

from __future__ import annotations

import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from tongxin.config import environment as env
from tongxin.config import oidc, tiles

# People's names are read sign by sign; the dictionary of phrases would cost each process 46 MB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent  # meaningless in a wheel, where data and front end lie inside the package


def _beside(in_wheel: Path, in_checkout: Path) -> Path:
    """A folder that a wheel carries inside the package and a checkout has at its root."""
    return in_wheel if in_wheel.exists() else in_checkout


TONGXIN_HOME = env.home()
TONGXIN_DATA = Path(env.text("TONGXIN_DATA", str(_beside(PACKAGE / "data", CHECKOUT / "data"))))
TONGXIN_OPERATOR = env.text(
    "TONGXIN_OPERATOR", ""
)  # the county-level operator, shown on the administration page
FRONTEND = _beside(PACKAGE / "web" / "dist", CHECKOUT / "frontend" / "dist")

DEBUG = env.flag("TONGXIN_DEBUG", default=False)
SECRET_KEY = env.secret(TONGXIN_HOME)
ALLOWED_HOSTS = env.words("TONGXIN_HOSTS", ("127.0.0.1", "localhost", "[::1]"))
HTTPS = env.flag("TONGXIN_HTTPS", default=False)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "tongxin.web",
    "tongxin.portal",
    "tongxin.reporting",
    "tongxin.ranking",
    "tongxin.council",
    "tongxin.plans",
    "tongxin.inspections",
    "tongxin.cases",
    "tongxin.access",
    "tongxin.people",
    "tongxin.territory",
    "tongxin.standards",
    "tongxin.records",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_vite",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tongxin.web.middleware.errors_as_pages",
    "tongxin.access.middleware.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tongxin.config.urls"
WSGI_APPLICATION = "tongxin.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "tongxin.web.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "tongxin.web.renderer.FormRenderer"

# One address picks the database. SQLite: WAL + FULL + IMMEDIATE, read back at start (records/database.py).
_postgres = env.postgres_address("TONGXIN_DATABASE_URL")
_test_sqlite = str(Path(tempfile.gettempdir()) / f"tongxin-test-{os.getpid()}.sqlite3")
DATABASES: dict[str, dict[str, Any]]
if _postgres is None:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(TONGXIN_HOME / "tongxin.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
            "CONN_MAX_AGE": None,  # one process, four threads: an open connection each
            "TEST": {"NAME": _test_sqlite},
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _postgres.name,
            "USER": _postgres.user,
            "PASSWORD": _postgres.password,
            "HOST": _postgres.host,
            "PORT": _postgres.port,
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 4, "timeout": 10}},
            "CONN_MAX_AGE": 0,  # the pool keeps connections
        }
    }

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "tongxin.people.backends.NameOrPhoneBackend",
]
TONGXIN_OIDC = oidc.provider()  # the county's sign-in; None where it is switched off
if TONGXIN_OIDC is not None:
    AUTHENTICATION_BACKENDS.append("tongxin.web.county.CountyBackend")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "web:sign_in"
CSRF_FAILURE_VIEW = "tongxin.web.pages.errors.form_expired"
TONGXIN_CODE_DAYS = env.number("TONGXIN_CODE_DAYS", default=14, least=1, most=90)
# The lock after wrong tries: three counts, see people/lockout.py.
AXES_HANDLER = "tongxin.people.lockout.Lockout"
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_USERNAME_CALLABLE = "tongxin.people.lockout.name_tried"
AXES_CLIENT_IP_CALLABLE = "tongxin.people.lockout.address_of"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # so that every lock ends
AXES_FAILURE_LIMIT = env.number("TONGXIN_LOCK_AFTER", default=5, least=3, most=20)
TONGXIN_LOCK_ACCOUNT_AFTER = env.number("TONGXIN_LOCK_ACCOUNT_AFTER", default=20, least=3, most=1000)
TONGXIN_LOCK_ADDRESS_AFTER = env.number("TONGXIN_LOCK_ADDRESS_AFTER", default=50, least=3, most=10000)
TONGXIN_PROXIES = env.number("TONGXIN_PROXIES", default=1 if HTTPS else 0, least=0, most=5)
AXES_COOLOFF_TIME = timedelta(minutes=env.number("TONGXIN_LOCK_MINUTES", default=15, least=1, most=1440))
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "tongxin.web.pages.sign_in.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
OTP_TOTP_ISSUER = "Tongxin"

SESSION_ENGINE = "tongxin.people.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = False
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
TONGXIN_TILES = tiles.tile_source()
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "worker-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *(TONGXIN_TILES.hosts if TONGXIN_TILES else ())],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Uploads: photos and workbooks. A phone's photo is below 15 MB; a town's register below 20 MB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
TONGXIN_UPLOAD_MAX_BYTES = 25 * 1024 * 1024

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
FORMAT_MODULE_PATH = ["tongxin.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = TONGXIN_HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where it is absent
STATICFILES_DIRS = [FRONTEND] if FRONTEND.exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # a laptop needs no collectstatic; Vite's names carry a hash
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+/assets/.+-[0-9A-Za-z_-]{8}\..+$"  # Vite's names: kept for a year
DJANGO_VITE = {"default": {"manifest_path": FRONTEND / ".vite" / "manifest.json", "dev_mode": False}}
DJANGO_TABLES2_TEMPLATE = "django_tables2/bootstrap5.html"

TONGXIN_BIND = env.text("TONGXIN_BIND", "127.0.0.1")
TONGXIN_PORT = env.number("TONGXIN_PORT", default=8000, least=1, most=65535)
TONGXIN_WORK_HOURS = env.text("TONGXIN_WORK_HOURS", "8:30-12:00,14:00-17:30")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("TONGXIN_LOG", "WARNING").upper()},
}
