"""The acknowledgements of a job: the texts of today, and what was signed, word for word (D1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sealbench.canon import JSON, JSONValue
from sealbench.ids import JobId, new_id
from sealbench.policy import Text, load_texts
from sealbench.shop.bench import Work
from sealbench.shop.procedures.job_file import JobFile
from sealbench.shop.records.models import Acknowledgement

ON_PAPER = "on paper"
ANSWERS = ("yes", "no", "not known")


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """One acknowledgement, opened; *at* and *objected_at* are unix seconds, 0 for never."""

    id: str
    at: int
    level: str
    answer: str
    paper: bool
    objected_at: int
    texts: Sequence[Text]

    def to_json(self) -> dict[str, JSONValue]:
        """Return what the client's page shows."""
        return {
            "id": self.id,
            "at": self.at,
            "level": self.level,
            "answer": self.answer,
            "paper": self.paper,
            "objected_at": self.objected_at,
            "texts": [dict(each.to_json()) for each in self.texts],
        }


def is_acknowledged(job: JobId) -> bool:
    """Tell whether the client of *job* has acknowledged, and has not objected since."""
    return Acknowledgement.objects.filter(job=job, objected_at=None).exists()


def texts_today() -> Sequence[Text]:
    """Return the texts that are shown and signed now."""
    return load_texts()


def keep_acknowledgement(
    work: Work, file: JobFile, *, level: str, answer: str, statement: JSON | None = None
) -> dict[str, JSONValue]:
    """Keep the texts of today as acknowledged; return what the event says of it."""
    texts: list[JSONValue] = [dict(each.to_json()) for each in texts_today()]
    row = Acknowledgement(pk=new_id(), job=file.row, given_at=work.seconds, paper=level == ON_PAPER)
    content: dict[str, JSONValue] = {"texts": texts, "answer": answer}
    if statement is not None:
        content["statement"] = dict(statement)
    work.write(row, file.node, {**content, "level": level})
    row.save(force_insert=True)
    return {"job": file.id, **content}


def read_acknowledgements(work: Work, file: JobFile) -> list[Acknowledged]:
    """Return the acknowledgements of the job in *file*, the oldest first.

    A signature follows the paper of the same second: it takes its place.
    """
    rows = Acknowledgement.objects.filter(job=file.row).order_by("given_at", "-paper", "pk")
    return [_read(work, file, row) for row in rows]


def _read(work: Work, file: JobFile, row: Acknowledgement) -> Acknowledged:
    content: dict[str, Any] = work.read(row, file.node)
    texts = tuple(
        Text(each["name"], each["version"], each["language"], each["body"])
        for each in content["texts"]
    )
    return Acknowledged(
        row.pk,
        row.given_at,
        str(content["level"]),
        str(content["answer"]),
        row.paper,
        row.objected_at or 0,
        texts,
    )
