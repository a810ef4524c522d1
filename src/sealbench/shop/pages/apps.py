"""The app that holds the templates' tags."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Name the app."""

    name = "sealbench.shop.pages"
    label = "pages"
