"""The one list of routes; each group of pages brings its own."""

from sealbench.shop.pages.acknowledge_on_paper import ROUTES as PAPER
from sealbench.shop.pages.agreements import ROUTES as AGREEMENTS
from sealbench.shop.pages.all_jobs import ROUTES as ALL_JOBS
from sealbench.shop.pages.ask_login import ROUTES as ASKING
from sealbench.shop.pages.assign_job import ROUTES as ASSIGNMENT
from sealbench.shop.pages.attach_file import ROUTES as ATTACHING
from sealbench.shop.pages.attest_job import ROUTES as ATTESTING
from sealbench.shop.pages.backups import ROUTES as BACKUPS
from sealbench.shop.pages.case_deeds import ROUTES as CASE_DEEDS
from sealbench.shop.pages.cases import ROUTES as CASES
from sealbench.shop.pages.client_agreement import ROUTES as CLIENT_AGREEMENT
from sealbench.shop.pages.client_device import ROUTES as CLIENT_DEVICE
from sealbench.shop.pages.client_end import ROUTES as CLIENT_END
from sealbench.shop.pages.client_job import ROUTES as CLIENT_JOB
from sealbench.shop.pages.client_keep import ROUTES as CLIENT_KEEP
from sealbench.shop.pages.client_link import ROUTES as CLIENT_LINK
from sealbench.shop.pages.client_risk import ROUTES as CLIENT_RISK
from sealbench.shop.pages.close_job import ROUTES as ENDING
from sealbench.shop.pages.counter import ROUTES as COUNTER
from sealbench.shop.pages.dossier import ROUTES as DOSSIER
from sealbench.shop.pages.draft_agreement import ROUTES as DRAFTING
from sealbench.shop.pages.edit_job import ROUTES as EDITING
from sealbench.shop.pages.enrol_person import ROUTES as ENROLMENT
from sealbench.shop.pages.escrow import ROUTES as ESCROW
from sealbench.shop.pages.explain_policy import ROUTES as EXPLANATION
from sealbench.shop.pages.find_client import ROUTES as SEARCH
from sealbench.shop.pages.findings import ROUTES as FINDINGS
from sealbench.shop.pages.handle_notice import ROUTES as NOTICES
from sealbench.shop.pages.house_rules import ROUTES as HOUSE_RULES
from sealbench.shop.pages.house_words import ROUTES as HOUSE_WORDS
from sealbench.shop.pages.issue_link import ROUTES as LINK
from sealbench.shop.pages.job_files import ROUTES as FILES
from sealbench.shop.pages.ledger import ROUTES as LEDGER
from sealbench.shop.pages.look_at_client import ROUTES as RECORD
from sealbench.shop.pages.look_at_job import ROUTES as JOB
from sealbench.shop.pages.looks import ROUTES as LOOKS
from sealbench.shop.pages.me import ROUTES as ME
from sealbench.shop.pages.move_job import ROUTES as MOVES
from sealbench.shop.pages.my_jobs import ROUTES as MY_JOBS
from sealbench.shop.pages.open_login import ROUTES as OPENING
from sealbench.shop.pages.people import ROUTES as PEOPLE
from sealbench.shop.pages.policy import ROUTES as POLICY
from sealbench.shop.pages.public_ledger import ROUTES as PUBLIC_LEDGER
from sealbench.shop.pages.reports import ROUTES as REPORTS
from sealbench.shop.pages.risks import ROUTES as RISKS
from sealbench.shop.pages.routing import Route
from sealbench.shop.pages.seal_instead import ROUTES as SEALING_INSTEAD
from sealbench.shop.pages.services import ROUTES as SERVICES
from sealbench.shop.pages.shop import ROUTES as SHOP
from sealbench.shop.pages.sign_agreement import ROUTES as SIGNING
from sealbench.shop.pages.sign_directory import ROUTES as DIRECTORY
from sealbench.shop.pages.sign_in import ROUTES as DOOR
from sealbench.shop.pages.stop_service import ROUTES as STOP
from sealbench.shop.pages.take_in_job import ROUTES as INTAKE
from sealbench.shop.pages.trust import ROUTES as TRUST

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
    *CLIENT_END,
    *CLIENT_KEEP,
    *CLIENT_RISK,
    *CLIENT_AGREEMENT,
    *COUNTER,
    *OPENING,
    *LEDGER,
    *BACKUPS,
    *PUBLIC_LEDGER,
    *TRUST,
    *MY_JOBS,
    *ALL_JOBS,
    *INTAKE,
    *SEARCH,
    *RECORD,
    *JOB,
    *EDITING,
    *MOVES,
    *ASSIGNMENT,
    *ASKING,
    *FINDINGS,
    *SEALING_INSTEAD,
    *FINDINGS,
    *SEALING_INSTEAD,
    *ATTACHING,
    *FILES,
    *NOTICES,
    *PAPER,
    *ENDING,
    *ATTESTING,
    *STOP,
    *AGREEMENTS,
    *DRAFTING,
    *SIGNING,
    *CASES,
    *CASE_DEEDS,
    *SERVICES,
    *SHOP,
    *ESCROW,
    *LOOKS,
    *RISKS,
    *POLICY,
    *HOUSE_RULES,
    *HOUSE_WORDS,
    *EXPLANATION,
    *DOSSIER,
)
