"""What has happened in the sample shop: an ordinary morning, done by the real procedures."""

from collections.abc import Iterator
from dataclasses import dataclass

from sealbench.ids import JobId, PersonId, ServiceId
from sealbench.policy import JobState
from sealbench.shop.bench import Bench
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.commands.sample.client import SoftwareClient
from sealbench.shop.commands.sample.staff import SampleStaff
from sealbench.shop.procedures.acknowledge_on_paper import acknowledge_on_paper
from sealbench.shop.procedures.acknowledgements import is_acknowledged
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.procedures.attach_file import attach_file
from sealbench.shop.procedures.close_job import close_job
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.procedures.edit_shop import ShopWords, edit_shop
from sealbench.shop.procedures.file_intake import FileIntake
from sealbench.shop.procedures.intake import ClientWords, DeviceWords, Intake, JobWords
from sealbench.shop.procedures.issue_link import issue_link
from sealbench.shop.procedures.move_job import move_job
from sealbench.shop.procedures.take_in_job import NONCE, TakenIn, take_in_job
from sealbench.shop.queries import house
from sealbench.shop.records.models import ServiceKind


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody comes in with something; *state* is where the job stands by now."""

    client: ClientWords
    device: DeviceWords
    service: str
    problem: str
    technician: str
    state: JobState = JobState.INTAKE
    place: str = "in the shop"


MORNING = (
    Visit(
        ClientWords("Ida Lindqvist", "+46 70 555 01 23"),
        DeviceWords("laptop", "Lenovo", "ThinkPad X1"),
        "Mail or account trouble",
        "Outlook asks for the password again and again since Friday.",
        "Tariq",
        JobState.IN_SERVICE,
    ),
    Visit(
        ClientWords("Marek Novák", "+420 601 555 014"),
        DeviceWords("phone", "Fairphone", "5"),
        "Battery",
        "Empty by noon, and warm while charging.",
        "Nina",
        JobState.IN_SERVICE,
    ),
    Visit(
        ClientWords("Amélie Roux", "+33 6 55 50 11 22"),
        DeviceWords("desktop", "Dell", "OptiPlex 7090"),
        "Cleaning",
        "The fan is loud, there may be dust inside.",
        "Tariq",
        JobState.READY,
    ),
    Visit(
        ClientWords("Jonas Weber", "+49 151 555 0167"),
        DeviceWords("network", "AVM", "7590"),
        "Printer or network on site",
        "The printer on the upper floor is found only sometimes.",
        "Nina",
        place="on site",
    ),
    Visit(
        ClientWords("Priya Raman", "+44 7700 900 321"),
        DeviceWords("tablet", "Apple", "iPad Air"),
        "Screen",
        "Cracked in the lower left corner, touch still works.",
        "Tariq",
        JobState.CLOSED,
    ),
)
_TESTED = "Battery"
_TEST = """\
Battery test, 18 minutes
capacity   2 140 of 3 905 mAh
cycles     812
hottest    41 degrees, under load
"""
_PATH = (JobState.IN_SERVICE, JobState.READY)


def fill(bench: Bench) -> Iterator[str]:
    """Fill an empty home and yield what is to be printed; a home with people stays as it is."""
    if house.shop(bench).founded:
        yield "This home has people already; the sample shop is for an empty one."
        return
    staff = SampleStaff(bench)
    staff.found()
    address = "Harbour Street 5\n21119 Malmö"
    words = ShopWords("Corner Repairs", address, "+46 40 555 01 00")
    bench.run(edit_shop, who=staff.staff("Olga"), words=words)
    for visit in MORNING:
        _take(bench, staff, visit)
    staff.give_up_passkeys()
    staff.leave()
    yield "The sample shop Corner Repairs.  Everybody signs in with name and passphrase:"
    for first, person in staff.people.items():
        roles = ", ".join(staff.roles[first])
        yield f"  {person.name:<14} {roles:<24} {staff.passphrases[first]}"


def _take(bench: Bench, staff: SampleStaff, visit: Visit) -> None:
    taken = _take_in(bench, staff, visit)
    slip = bench.run(issue_link, who=staff.staff("Dora"), number=taken.number)
    technician = staff.people[visit.technician]
    if visit.state is JobState.IN_SERVICE and visit.service.startswith("Mail"):
        client = SoftwareClient(bench)
        session = client.claim(slip)
        client.acknowledge(session, "no")
        client.seal(
            session,
            [technician.public["recipient"]],
            label="Mail account",
            user="ida@example.org",
            password="a-sample-that-opens-nothing",  # noqa: S106 - invented, sealed at once
        )
    _move(bench, staff, taken.id, visit.state)
    if visit.state is JobState.CLOSED:
        staff.attest(visit.technician, taken.number)
        erasure = bench.run(close_job, who=staff.staff("Dora"), job=taken.id)
        bench.run(confirm_erasure, erasure=erasure)
    if visit.service == _TESTED:
        _attach(bench, staff, visit.technician, taken.number)


def _attach(bench: Bench, staff: SampleStaff, technician: str, number: int) -> None:
    """Attach what the technician's tool said, as the page of the job does."""
    intake = FileIntake(
        bench.objects,
        name="battery test.txt",
        limit=bench.config.file_limit,
        seats=bench.inspections,
    )
    intake.take(_TEST.encode())
    upload = intake.read_through()
    bench.run(attach_file, who=staff.staff(technician), number=number, upload=upload)


def _take_in(bench: Bench, staff: SampleStaff, visit: Visit) -> TakenIn:
    technician = PersonId(staff.people[visit.technician].id)
    intake = Intake(
        visit.client,
        visit.device,
        JobWords(_service(bench, visit.service), visit.problem, visit.place),
        Assignees(technician),
    )
    nonce = new_nonce(bench.house, NONCE, seconds=int(bench.now().timestamp()))
    return bench.run(take_in_job, who=staff.staff("Dora"), intake=intake, nonce=nonce)


def _move(bench: Bench, staff: SampleStaff, job: JobId, state: JobState) -> None:
    if state is JobState.INTAKE:
        return
    if not is_acknowledged(job):
        bench.run(acknowledge_on_paper, who=staff.staff("Dora"), job=job, answer="not known")
    for step in _PATH[: 1 if state is JobState.IN_SERVICE else 2]:
        bench.run(move_job, who=staff.staff("Dora"), job=job, to=step)


def _service(bench: Bench, name: str) -> ServiceId:
    for row in ServiceKind.objects.order_by("position"):
        if bench.read_house(row)["name"] == name:
            return ServiceId(row.pk)
    raise LookupError(name)
