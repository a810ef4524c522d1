"""The one list of routes; each group of pages brings its own."""

from sealbench.shop.pages.client_device import ROUTES as CLIENT_DEVICE
from sealbench.shop.pages.client_job import ROUTES as CLIENT_JOB
from sealbench.shop.pages.client_link import ROUTES as CLIENT_LINK
from sealbench.shop.pages.counter import ROUTES as COUNTER
from sealbench.shop.pages.dossier import ROUTES as DOSSIER
from sealbench.shop.pages.enrol_person import ROUTES as ENROLMENT
from sealbench.shop.pages.issue_link import ROUTES as LINK
from sealbench.shop.pages.me import ROUTES as ME
from sealbench.shop.pages.open_login import ROUTES as OPENING
from sealbench.shop.pages.people import ROUTES as PEOPLE
from sealbench.shop.pages.reports import ROUTES as REPORTS
from sealbench.shop.pages.routing import Route
from sealbench.shop.pages.sign_directory import ROUTES as DIRECTORY
from sealbench.shop.pages.sign_in import ROUTES as DOOR

ROUTES: tuple[Route, ...] = (
    *REPORTS,
    *DOOR,
    *ENROLMENT,
    *PEOPLE,
    *DIRECTORY,
    *ME,
    *LINK,
    *CLIENT_LINK,
    *CLIENT_DEVICE,
    *CLIENT_JOB,
    *COUNTER,
    *OPENING,
    *DOSSIER,
)
