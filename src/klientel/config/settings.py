"""Django's settings, all of them derived from the one configuration."""

from datetime import timedelta

from klientel.config.configuration import PACKAGE, current
from klientel.config.rooms import ROOMS, has

CONFIG = current()

DEBUG = CONFIG.debug
SECRET_KEY = CONFIG.secret_key
ALLOWED_HOSTS = CONFIG.hosts
CSRF_TRUSTED_ORIGINS = [CONFIG.base_url]
ROOT_URLCONF = "klientel.config.urls"
WSGI_APPLICATION = "klientel.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "workspaces.User"
# Addresses have no trailing slash, and a second spelling of one would only be a redirect.
APPEND_SLASH = False

INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
]

MIDDLEWARE = [
    "klientel.config.middleware.front_door",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "klientel.config.sessions.session_lifetime",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "klientel.workspaces.middleware.WorkspaceMiddleware",
    "klientel.team.sign_in_log.tell_opened",
    "klientel.team.pages.seeing.only_reading",
    "klientel.config.errors.refusals",
]

# --- Templates: ours are Jinja2; Django's own language only serves what a library brings.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": sorted(PACKAGE.glob("*/templates")),
        "OPTIONS": {
            "environment": "klientel.ui.jinja.environment",
            "auto_reload": DEBUG,
            # A room whose pages all need something says so in `context.py`.
            "context_processors": [
                f"{room}.context.page" for room in ROOMS if has(room, "context")
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

# --- Data
DATABASES = {"default": CONFIG.database}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
DATA_FOLDER = CONFIG.data
MEDIA_ROOT = CONFIG.data / "files"
BACKUP_FOLDER = CONFIG.backup_folder
BACKUP_KEEP = CONFIG.backup_keep
IMPORT_MAX_BYTES = CONFIG.import_megabytes * 1024 * 1024
FILE_MAX_BYTES = CONFIG.file_megabytes * 1_000_000
FILES_QUOTA_BYTES = CONFIG.files_gigabytes * 1_000_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Language and time: stored in UTC, shown in the zone of the reader
LANGUAGE_CODE = CONFIG.language
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
# Rooms bring their own catalogue; these two are no Django apps.
LOCALE_PATHS = [PACKAGE / "config" / "locale", PACKAGE / "kit" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files: built by Vite under names that carry their hash, served by whitenoise
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]

# --- Sessions and cookies (the limits themselves are in `sessions.py`)
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_IDLE = timedelta(hours=12)
SESSION_ABSOLUTE = timedelta(days=14)
SESSION_COOKIE_AGE = int(SESSION_IDLE.total_seconds())
# The prefix makes browsers refuse the cookie from another host or over plain http.
COOKIE_PREFIX = "__Host-" if CONFIG.secure else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}klientel_session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}klientel_csrf"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}klientel_language"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = CONFIG.secure
CSRF_FAILURE_VIEW = "klientel.config.errors.csrf_failed"

if CONFIG.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Sign-in
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "klientel.team.hashers.CappedArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "klientel.team.passwords.Length"},
    {"NAME": "klientel.team.passwords.NotGuessable"},
]
ACCOUNT_ADAPTER = "klientel.team.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "klientel.team.reset_links.ResetLinks"
# The library counts tries in the cache, which each process has to itself: `team.throttle` counts.
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "klientel.team.factor_adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
TRUSTED_PROXIES = CONFIG.trusted_proxies
BASE_URL = CONFIG.base_url

# --- Background work
TASKS = {"default": {"BACKEND": "klientel.events.jobs.backend.JobBackend", "QUEUES": []}}

# --- Mail
EMAIL_BACKEND = (
    "klientel.sending.backend.QueueBackend"
    if "klientel.sending" in ROOMS
    else "django.core.mail.backends.locmem.EmailBackend"
)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIG.mail_from
MAIL_SERVER = CONFIG.mail
MAIL_FOLDER = CONFIG.data / "mail"
EGRESS_ALLOWED = frozenset(CONFIG.egress_allow)

# --- What goes wrong
LOGGING_CONFIG = None
SILENCED_SYSTEM_CHECKS: list[str] = []
