"""The one app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Name the app."""

    name = "sealbench.shop.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
