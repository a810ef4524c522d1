"""Set an agreement: the PDF of what management wrote, or the client's own, sealed on its way in.

It is done beside the writer: to set one takes a moment, and to look through a stranger's PDF
may take half a minute.
"""

from sealbench.agreement import Party, one_line, render_contract
from sealbench.agreement.contract import MOST_ADDRESS
from sealbench.agreement.terms import MOST_NAME
from sealbench.errors import MalformedError
from sealbench.ids import new_id
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.agreement_papers import PaperUpload, take_document, take_paper
from sealbench.shop.procedures.agreement_words import OWN, AgreementWords
from sealbench.shop.procedures.draft_agreement import AgreementDraft
from sealbench.shop.records.models import Home


def set_agreement(
    bench: Bench, words: AgreementWords, *, client: str, signs: str, own: bytes | None = None
) -> AgreementDraft:
    """Return a draft of *words* with *client*, by the name; *signs* is who signs for the shop.

    *own* is the client's PDF, which is screened.  Raise UnfitError where it is not taken,
    UnreadError where it cannot be screened, MalformedError where there is none and no
    template, UnavailableError where too many are looked through now.
    """
    words = words.checked()
    agreement = new_id()
    number = f"{bench.now():%Y-%m-%d}-{agreement[:4]}"
    if words.template == OWN:
        if own is None:
            raise MalformedError("no file was chosen", hint="choose the client's PDF")
        name = f"agreement-{number}.pdf"
        paper = take_document(bench.objects, own, name=name, seats=bench.inspections)
        return AgreementDraft(agreement, number, words, paper)
    return AgreementDraft(agreement, number, words, _set(bench, words, number, client, signs))


def preview_agreement(bench: Bench, words: AgreementWords, *, client: str, signs: str) -> bytes:
    """Return the PDF of *words* as it would be; nothing of it is kept."""
    return _render(bench, words.checked(), "preview", client, signs)


def _set(bench: Bench, words: AgreementWords, number: str, client: str, signs: str) -> PaperUpload:
    data = _render(bench, words, number, client, signs)
    return take_paper(bench.objects, data, name=f"agreement-{number}.pdf")


def _render(bench: Bench, words: AgreementWords, number: str, client: str, signs: str) -> bytes:
    content = bench.read_house(Home.objects.get(pk=1))
    shop = Party(
        _cut(str(content["name"]), MOST_NAME),
        _cut(str(content["address"]), MOST_ADDRESS),
        _cut(signs, MOST_NAME),
    )
    contract = words.contract(number=number, drafted=bench.now().date(), shop=shop, client=client)
    return render_contract(words.template, contract)


def _cut(text: str, most: int) -> str:
    return one_line(text)[:most].strip()
