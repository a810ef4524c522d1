"""Finish an agreement: one PDF of the document, its signatures and their proof (C1).

It is made outside of any transaction, since an authority may be asked for the time, of what
the rows say after the commit of the last signature; only what verifies is kept.
"""

from sealbench.agreement import Authority, Evidence
from sealbench.dossier.agreements import Finished, finish_agreement
from sealbench.errors import SealbenchError
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.agreement_evidence import recorded
from sealbench.shop.procedures.agreement_papers import take_paper
from sealbench.shop.procedures.file_content import read_content
from sealbench.shop.procedures.gather_agreement import Ready, gather_agreement
from sealbench.shop.procedures.keep_final import keep_final
from sealbench.shop.procedures.note_trouble import note_trouble


def finish(bench: Bench, agreement: str) -> bool:
    """Make the final PDF of *agreement* and keep it; tell whether there was one to make.

    Raise what went wrong, after it was noted where the page of the agreement says it.
    """
    ready = bench.run(gather_agreement, agreement=agreement)
    if ready is None:
        return False
    try:
        made = _make(bench, ready)
        paper = take_paper(bench.objects, made.pdf, name=f"agreement-{ready.number}.pdf")
    except SealbenchError as exc:
        bench.run(note_trouble, agreement=agreement, trouble=str(exc))
        raise
    return bench.run(
        keep_final,
        agreement=agreement,
        upload=paper.upload,
        final=paper.document,
        time_stamp=made.time_stamp.value,
    )


def _make(bench: Bench, ready: Ready) -> Finished:
    document = b"".join(read_content(bench.objects, ready.document))
    evidence = Evidence(**ready.evidence, records=recorded(ready.signatures))
    stamps = bench.config.time_stamps
    authority = Authority(stamps) if stamps else None
    return finish_agreement(document, evidence, ready.key, at=bench.now(), authority=authority)
