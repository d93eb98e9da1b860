"""Settings every installation shares; values that differ come from the environment (12-factor)."""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# Everything an installation writes by itself, unless settings below name another place for it.
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))

SECRET_KEY = env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_ID = 1

INSTALLED_APPS = [
    "marketplace.ui",
    "marketplace.outbox",
    "marketplace.audit",
    "marketplace.files",
    "marketplace.places",
    "marketplace.accounts",
    "marketplace.notifications",
    "marketplace.rulebook",
    "search",
    "catalog",
    "tendering.funds",
    "tendering.demands",
    "tendering.tenders",
    "tendering.bids",
    "tendering.evaluation",
    "tendering.awards",
    "tendering.contracts",
    "tendering.appraisal",
    "tendering.overview",
    "cms",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "marketplace.accounts.backoffice",  # wagtail.users with our people
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guardian",
    "axes",
    "csp",
    "django_htmx",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "marketplace.ui.request_number.RequestNumberMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "marketplace.ui.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "marketplace.ui.middleware.LanguageMiddleware",
    "marketplace.ui.middleware.MaintenanceMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "marketplace.accounts.middleware.MembershipMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "marketplace.ui.middleware.CleanInputMiddleware",
    "marketplace.ui.middleware.RefusalMiddleware",
    "marketplace.ui.middleware.RefusedFormMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "cms.middleware.PagesAtOnceMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.ui.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "marketplace.ui.forms.Renderer"
CSRF_FAILURE_VIEW = "marketplace.ui.views.errors.csrf_failure"
# While this file exists every page answers 503 with its text (docs/operations.md).
MAINTENANCE_FILE = env("MAINTENANCE_FILE", default=str(VAR_DIR / "maintenance"))

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'marketplace.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}

# Accounts: django-allauth with e-mail or phone, second factor by TOTP (docs/permissions.md).
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "marketplace.accounts.backends.Backend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "marketplace.accounts.validators.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/workbench/"
ACCOUNT_ADAPTER = "marketplace.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email", "phone", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "login": "marketplace.accounts.forms.LoginForm",
    "signup": "marketplace.accounts.forms.SignUpForm",
    "change_password": "marketplace.accounts.forms.ChangePasswordForm",
    "set_password": "marketplace.accounts.forms.SetPasswordForm",
    "reset_password": "marketplace.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "marketplace.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "marketplace.accounts.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "marketplace.accounts.forms.AuthenticateForm",
    "reauthenticate": "marketplace.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "marketplace.accounts.forms.ActivateForm",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # the sender says who writes; a host name says nothing
ACCOUNT_PREVENT_ENUMERATION = True
MFA_ADAPTER = "marketplace.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
# Officers are entered by their office; an unverified address must not keep them from the second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# allauth's own limit by account would let six wrong passwords from anywhere keep the owner out everywhere; axes counts
# by account and address.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip",
    # Sign-up tells by what follows whether an address is taken: no more for each connection than the profile allows.
    "signup": "10/m/ip,30/d/ip",
    # Our own pace counts messages by number and day (`services.phones`); allauth's meets the second with an error page.
    "verify_phone": None,
    # The profile says whether an address is taken: five other ones a day for each person, thirty for each connection.
    "change_contacts": "5/d/user,30/d/ip",
}
# What is costly to make, by account or, for visitors, by address: lists as files, documents drawn as PDF.
COSTLY_RATE_LIMITS = {"file": "12/m/key", "pdf": "20/m/key"}
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "marketplace.accounts.adapter.attempted_login"
AXES_CLIENT_IP_CALLABLE = "marketplace.accounts.addresses.client_block"
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_CALLABLE = "marketplace.ui.views.errors.too_many"
# account.W001: neither e-mail nor phone alone is required at sign-up; our form asks for one of the two.
SILENCED_SYSTEM_CHECKS = ["account.W001"]

# How many proxies of ours stand before the web process: limits count the address that the outermost of them saw.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# Languages: Chinese first; a cookie or the profile decides, never Accept-Language.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_ROOT), "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Uploads stay in memory: a bid's plaintext must never touch the disk (integrity: sealed bids).
FILE_UPLOAD_HANDLERS = ["marketplace.files.uploads.MemoryOnlyHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 50 * 1024 * 1024  # the files of one request together
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A score sheet of two hundred bids has a field for each bid and line.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# Any callable from bytes to a finding; "marketplace.files.scanning.clamd" asks a ClamAV daemon.
FILES_SCANNER = env("FILES_SCANNER", default="marketplace.files.scanning.nothing")
CLAMD_ADDRESS = env("CLAMD_ADDRESS", default="127.0.0.1:3310")

# Content security policy: strict on the portal, relaxed only under /admin/ (ui.middleware).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="noreply@localhost")

# Celery: filesystem broker unless BROKER_URL names another; the outbox is the guarantee, not the broker.
BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = env("BROKER_URL", default="filesystem://")
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR),
        "data_folder_out": str(BROKER_DIR),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.1,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# Ways out of the house by channel (`outbox.gateways.Gateway`); what ships writes text messages to the console.
OUTBOX_GATEWAYS = {
    "email": "marketplace.outbox.gateways.Mail",
    "sms": env("SMS_GATEWAY", default="marketplace.outbox.gateways.ConsoleSms"),
    "wechat": env("WECHAT_GATEWAY", default="marketplace.outbox.gateways.ConsoleWechat"),
}

# Wagtail, kept offline and behind our own sign-in.
WAGTAIL_SITE_NAME = _("Community project marketplace")
WAGTAILADMIN_BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000")
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_I18N_ENABLED = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database.fallback"}}
WAGTAIL_WORKFLOW_ENABLED = True

# Search: the embedded engine, on the database itself, unless a cluster is named.
ELASTICSEARCH_URL = env("ELASTICSEARCH_URL", default="")
SEARCH_ENGINE = env("SEARCH_ENGINE", default="elasticsearch" if ELASTICSEARCH_URL else "embedded")
# Names of indices, templates and aliases begin with it: installations that share a cluster differ here.
SEARCH_INDEX_PREFIX = env("SEARCH_INDEX_PREFIX", default="marketplace")

# The clock may be moved only in demo and test settings (a system check refuses it elsewhere).
CLOCK_OFFSET_ALLOWED = False
# Seconds the demonstration's clock runs ahead; web and worker read them from this file.
CLOCK_OFFSET_FILE: str | None = None

# The log's checkpoints and, unless the environment gives keys (32 bytes in base64), its keys.
AUDIT_DIR = env("AUDIT_DIR", default=str(VAR_DIR / "audit"))
AUDIT_ENTRY_KEY = env("AUDIT_ENTRY_KEY", default="")
AUDIT_SIGNING_KEY = env("AUDIT_SIGNING_KEY", default="")
AUDIT_ORIGIN = env("AUDIT_ORIGIN", default="marketplace-audit")
# Only test settings may lift the triggers of append-only tables.
AUDIT_TRIGGERS_MAY_LIFT = False
# Whose platform this is and whom people ask; shown in the masthead and on the contact page.
SITE_PLACE = env("SITE_PLACE", default="成都市金牛区")
SITE_PLACE_EN = env("SITE_PLACE_EN", default="Jinniu District, Chengdu")
CONTACT_OFFICE = env("CONTACT_OFFICE", default="")
CONTACT_PHONE = env("CONTACT_PHONE", default="")
CONTACT_EMAIL = env("CONTACT_EMAIL", default="")
# Shown on every page: a demonstration, with made-up names and example rules.
DEMONSTRATION = env.bool("DEMONSTRATION", default=False)

# Sealed bids: private keys lie outside the database; only a worker (VAULT_READABLE) reads them (docs/operations.md).
VAULT_DIR = env("VAULT_DIR", default=str(VAR_DIR / "vault"))
VAULT_READABLE = env.bool("VAULT_READABLE", default=False)
SEALING_KEY_POOL = env.int("SEALING_KEY_POOL", default=20)
# Wraps the keys of unfinished bids (32 bytes in base64); without it, a file made once in this folder.
BID_DRAFT_KEY = env("BID_DRAFT_KEY", default="")
BID_DRAFT_DIR = env("BID_DRAFT_DIR", default=str(VAR_DIR / "drafts"))

# To standard error, where containers and the demonstration read it; requests are told apart by their number.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"number": {"()": "marketplace.ui.request_number.RequestNumberFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_number)s] %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["number"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # Our own lines only; its default also mails what a form sent to the administrators.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}
