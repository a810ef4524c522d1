"""An agreement in which everything is said."""

from datetime import date

from sealbench.agreement import Cleared, Contract, Drawing, Party, Terms
from tests.statement.samples import b32

CLEARED = tuple(
    sorted(
        (Cleared(b32("olga"), "Olga Brandt"), Cleared(b32("tariq"), "Tariq Öztürk")),
        key=lambda each: each.id,
    )
)
TERMS = Terms(
    confidential="Patient records on the practice server, and every login to it.",
    cleared=CLEARED,
    valid_from=date(2026, 11, 28),
    valid_until=date(2027, 11, 27),
    notice_days=30,
    returned="All copies of data, the access card and the two recovery sheets.",
)
CONTRACT = Contract(
    number="A-2026-0007",
    drafted=date(2026, 11, 27),
    shop=Party("Olga's Workbench", "Werkstraße 12, 10115 Berlin", "Olga Brandt"),
    client=Party("Dr. Carla Núñez", "Lindenweg 3, 10437 Berlin"),
    terms=TERMS,
    clauses=("Work on the server is done outside of the hours of the practice.",),
)
DRAWING = Drawing((((100, 200), (300, 80), (420, 260)), ((500, 200), (700, 210))))
