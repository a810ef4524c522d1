"""The one list of routes; each group of pages brings its own."""

from sealbench.shop.pages.reports import ROUTES as REPORTS
from sealbench.shop.pages.routing import Route

ROUTES: tuple[Route, ...] = (*REPORTS,)
