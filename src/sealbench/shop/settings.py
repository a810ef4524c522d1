"""Django's settings, all derived from the one Config."""

from pathlib import Path

from sealbench.shop import config as configuration
from sealbench.shop import database, home

_CONFIG = configuration.load()
_HERE = Path(__file__).parent

DEBUG = False
# Empty where there is no home (type checks, migrations): Django then refuses to sign anything.
SECRET_KEY = home.read_secret(_CONFIG, home.WEB_SECRET).decode() if _CONFIG.keys.exists() else ""
ALLOWED_HOSTS = [_CONFIG.host]
ROOT_URLCONF = "sealbench.shop.urls"
INSTALLED_APPS = ["sealbench.shop.records", "sealbench.shop.pages"]
MIDDLEWARE = [
    "sealbench.shop.pages.middleware.headers.SecurityHeaders",
    "sealbench.shop.pages.middleware.size.Size",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sealbench.shop.pages.middleware.errors.Errors",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "sealbench.shop.pages.middleware.visitors.Visitors",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "pages" / "templates"],
        "OPTIONS": {
            "context_processors": ["sealbench.shop.pages.context.shop"],
            "builtins": ["sealbench.shop.pages.templatetags.shop"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    if not url:
        return {
            "ENGINE": "sealbench.shop.records.sqlite",
            "NAME": _CONFIG.database,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                    " PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON"
                ),
            },
        }
    address = database.read(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": address.port,
        "OPTIONS": {
            **address.options,
            # A pool, not connections per thread: those leak when threads are recycled.
            "pool": {"min_size": 1, "max_size": 16, "timeout": 10},
            # What comes again is prepared: the server plans a hot statement once.
            "server_side_binding": True,
            "prepare_threshold": 3,
        },
    }


DATABASES = {"default": _database(_CONFIG.database_url)}
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True
STATIC_URL = "/static/"
STATIC_ROOT = _HERE / "pages" / "static"
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 0
WHITENOISE_ALLOW_ALL_ORIGINS = False
APPEND_SLASH = False
# The same for files as for fields: what a stranger sends is never written to a disk.
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
CSRF_COOKIE_NAME = "__Host-sealbench_csrf" if _CONFIG.secure else "sealbench_csrf"
CSRF_COOKIE_SECURE = _CONFIG.secure
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_PATH = "/"
CSRF_TRUSTED_ORIGINS = [_CONFIG.site]
CSRF_FAILURE_VIEW = "sealbench.shop.pages.middleware.errors.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _CONFIG.secure else None
# Django would log tracebacks, whose texts may hold what a client wrote; our own log names
# the type of an error and a mark.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"none": {"class": "logging.NullHandler"}},
    "loggers": {"django": {"handlers": ["none"], "propagate": False}},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
