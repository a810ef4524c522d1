import os
import resource
import subprocess
import sys
import threading
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealbench.agreement import (
    Inspected,
    Unfit,
    UnfitError,
    inspect_pdf,
    pdf_rules,
    pdf_scan,
    render_erasure,
    sign,
)
from sealbench.agreement.inspection import PATIENCE
from sealbench.agreement.unfit import MOST_BYTES, MOST_PAGES
from tests.agreement import hostile_pdfs as make
from tests.agreement.hostile_pdfs import action, annotated, bomb, pdf, stream
from tests.agreement.samples import CERTIFICATE, KEY, NOW

PLAIN = pdf()
DEEP = b"[" * 3000 + b"]" * 3000
NEST = b"[" * 80 + b"]" * 80

HARMLESS = {
    "plain": (PLAIN, Inspected(1, 0, 0)),
    "typeset here": (render_erasure(CERTIFICATE), Inspected(2, 0, 0)),
    "a link": (annotated(action(b"URI", b"/URI(https://x.example)")), Inspected(1, 1, 1)),
    "a remark": (
        annotated(b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(ok)>>"),
        Inspected(1, 1, 0),
    ),
    "opens at its first page": (pdf(root=b"/OpenAction[3 0 R/Fit]"), Inspected(1, 0, 0)),
    "no fields": (pdf(root=b"/AcroForm<</Fields[]>>"), Inspected(1, 0, 0)),
    "packed": (pdf(contents=bomb(1 << 20)), Inspected(1, 0, 0)),
    "packed as letters": (
        pdf(contents=stream(zlib.compress(b"f").hex().encode() + b">", b"/Filter[/AHx/Fl]")),
        Inspected(1, 0, 0),
    ),
    "an object stream": (make.object_stream(10), Inspected(1, 0, 0)),
    "as many pages as allowed": (make.pages(MOST_PAGES), Inspected(MOST_PAGES, 0, 0)),
}

UNFIT = {
    "nothing": (b"", Unfit.NOT_A_PDF),
    "a zip": (b"PK\x03\x04" + PLAIN, Unfit.NOT_A_PDF),
    "cut off": (PLAIN[:-20], Unfit.NOT_A_PDF),
    "huge": (PLAIN + bytes(MOST_BYTES), Unfit.BYTES),
    "no table": (b"%PDF-1.7\n%%EOF\n", Unfit.DAMAGED),
    "another table": (PLAIN.replace(b"startxref\n", b"startxref\n1"), Unfit.DAMAGED),
    "junk in it": (PLAIN.replace(b"/Type/Page/", b"/Type/Page("), Unfit.DAMAGED),
    "encrypted": (
        pdf(trailer=b"/Encrypt<</Filter/Standard/V 2/R 3/O(x)/U(x)/P -4>>"),
        Unfit.ENCRYPTED,
    ),
    "script by name": (
        pdf(root=b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.alert(1))>>]>>>>"),
        Unfit.SCRIPT,
    ),
    "script at the opening": (
        pdf(root=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
        Unfit.SCRIPT,
    ),
    "script spelled otherwise": (annotated(action(b"J#61vaScript", b"/J#53(1)")), Unfit.SCRIPT),
    "script that no page refers to": (
        pdf(more={5: b"<</S/JavaScript/JS(1)>>"}),
        Unfit.SCRIPT,
    ),
    "script as the next action": (
        annotated(action(b"URI", b"/URI(x)/Next<</S/JavaScript>>")),
        Unfit.SCRIPT,
    ),
    "postscript": (pdf(more={5: stream(b"", b"/Subtype/PS")}), Unfit.SCRIPT),
    "launch": (annotated(action(b"Launch", b"/F(calc.exe)")), Unfit.ACTION),
    "sending": (annotated(action(b"SubmitForm", b"/F(https://x.example)")), Unfit.ACTION),
    "an address at the opening": (pdf(root=b"/OpenAction<</S/URI/URI(x)>>"), Unfit.ACTION),
    "an action at the page": (pdf(page=b"/AA<</O<</S/GoTo/D[3 0 R/Fit]>>>>"), Unfit.ACTION),
    "another file": (
        pdf(
            root=b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/EF<</F 5 0 R>>>>]>>>>",
            more={5: stream(b"MZ", b"/Type/EmbeddedFile")},
        ),
        Unfit.FILES,
    ),
    "a file as a remark": (
        annotated(b"<</Subtype/FileAttachment/Rect[0 0 9 9]>>"),
        Unfit.FILES,
    ),
    "another document in it": (annotated(action(b"GoToE")), Unfit.FILES),
    "another document": (annotated(action(b"GoToR", b"/F(\\\\\\\\host\\\\a)")), Unfit.EXTERNAL),
    "a stream elsewhere": (
        pdf(contents=stream(b"", b"/F(https://x.example/a)")),
        Unfit.EXTERNAL,
    ),
    "a page elsewhere": (
        pdf(more={5: stream(b"", b"/Subtype/Form/BBox[0 0 1 1]/Ref<</F(a)/Page 0>>")}),
        Unfit.EXTERNAL,
    ),
    "xfa": (pdf(root=b"/AcroForm<</Fields[]/XFA(x)>>"), Unfit.FORM),
    "a field": (
        annotated(
            b"<</Subtype/Widget/FT/Tx/T(a)/Rect[0 0 9 9]>>", root=b"/AcroForm<</Fields[5 0 R]>>"
        ),
        Unfit.FORM,
    ),
    "sealed": (sign(render_erasure(CERTIFICATE), KEY, at=NOW, reason="x"), Unfit.SIGNED),
    "video": (annotated(b"<</Subtype/Screen/Rect[0 0 9 9]>>"), Unfit.MEDIA),
    "layers": (pdf(root=b"/OCProperties<</OCGs[]/D<<>>>>"), Unfit.LAYERS),
    "too many objects": (
        pdf(more=dict.fromkeys(range(5, 21000), b"1")),
        Unfit.OBJECTS,
    ),
    "too many pages": (make.pages(MOST_PAGES + 1), Unfit.PAGES),
    "pages that are not there": (pdf(count=7), Unfit.DAMAGED),
    "pages in a ring": (
        make.written(
            {
                1: b"<</Type/Catalog/Pages 2 0 R>>",
                2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
                3: b"<</Type/Pages/Count 1/Kids[2 0 R]>>",
            }
        ),
        Unfit.DAMAGED,
    ),
    "an object that is itself": (pdf(more={5: b"5 0 R"}), Unfit.DAMAGED),
    "a length that is itself": (
        pdf(contents=b"<</Length 4 0 R>>stream\nx\nendstream"),
        Unfit.DAMAGED,
    ),
    "a table before itself": (make.circular_table(), Unfit.DAMAGED),
    "deeper than any stack": (pdf(more={5: DEEP}), Unfit.DAMAGED),
    "deeper than sense": (pdf(more={5: NEST}), Unfit.DAMAGED),
    "a bomb": (pdf(contents=bomb(400 << 20)), Unfit.UNPACKED),
    "a bomb in a bomb": (pdf(contents=bomb(64 << 20, 2)), Unfit.UNPACKED),
    "a bomb of filters": (pdf(contents=stream(b"", b"/Filter[/Fl/Fl/Fl/Fl]")), Unfit.UNPACKED),
    "an outdated packing": (pdf(contents=stream(b"", b"/Filter/LZWDecode")), Unfit.UNPACKED),
    "a bomb of a picture": (
        pdf(more={5: stream(b"", b"/Subtype/Image/Width 60000/Height 60000")}),
        Unfit.UNPACKED,
    ),
    "a bomb of objects": (make.object_stream(400 << 20), Unfit.UNPACKED),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_harmless_is_taken_as_it_is(name: str) -> None:
    data, found = HARMLESS[name]
    assert inspect_pdf(data) == found


@pytest.mark.parametrize("name", UNFIT)
def test_what_is_not_is_sent_back_with_its_reason(name: str) -> None:
    data, unfit = UNFIT[name]
    begun = time.monotonic()
    with pytest.raises(UnfitError) as found:
        inspect_pdf(data)
    assert found.value.unfit is unfit
    assert str(found.value)
    assert found.value.hint
    assert time.monotonic() - begun < PATIENCE


def test_a_bomb_costs_the_server_nothing_and_the_process_little() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UnfitError):
        inspect_pdf(UNFIT["a bomb of objects"][0])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000  # KiB


def test_others_are_served_meanwhile() -> None:
    many = pdf(more=dict.fromkeys(range(5, 8000), b"<</A[1 2 3]>>"))
    running = threading.Thread(target=inspect_pdf, args=(many,))
    running.start()
    turns = 0
    while running.is_alive():
        turns += 1
        running.join(0.001)
    assert turns > 100


def test_the_process_ends_at_its_limits() -> None:
    """What allocates without end is ended, and what answers nothing readable is refused."""
    probe = (
        "from sealbench import confined; from sealbench.agreement import pdf_scan as scan;"
        "confined.confine(memory=scan._MEMORY, seconds=9); held = bytearray(1 << 30)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=False)
    assert b"MemoryError" in done.stderr


def test_no_answer_in_time_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    from sealbench.agreement import inspection  # noqa: PLC0415 - it is bent here

    assert inspect_pdf(PLAIN).pages == 1
    monkeypatch.setattr(inspection, "_ARGUMENTS", ("-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(inspection, "PATIENCE", 0.2)
    with pytest.raises(UnfitError, match="too long"):
        inspect_pdf(PLAIN)
    monkeypatch.setattr(inspection, "_ARGUMENTS", ("-c", "import os; os.abort()"))
    monkeypatch.setattr(inspection, "PATIENCE", 30)
    with pytest.raises(UnfitError, match="too long"):
        inspect_pdf(PLAIN)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_bent_file_has_a_verdict(data: st.DataObject) -> None:
    """In this process: its limits are not ours, its rules are."""
    sources = [value for name, (value, _) in HARMLESS.items() if "pages" not in name]
    raw = bytearray(data.draw(st.sampled_from(sources)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    try:
        found = pdf_scan.scan(bytes(raw))
    except UnfitError:
        return
    assert found.pages >= 1


def test_each_rule_has_its_case() -> None:
    """Whatever the tables of rules refuse is refused, in any dictionary."""
    for key, unfit in pdf_rules._KEYS.items():
        with pytest.raises(UnfitError) as found:
            pdf_rules.check({key: 1, "/BBox": 1})
        assert found.value.unfit is unfit
    for name, table in (
        ("/S", pdf_rules._ACTIONS),
        ("/Subtype", pdf_rules._SUBTYPES),
        ("/Type", pdf_rules._TYPES),
    ):
        for value, unfit in table.items():
            with pytest.raises(UnfitError) as found:
                pdf_rules.check({name: value})
            assert found.value.unfit is unfit
    pdf_rules.check({"/S": "/GoTo", "/Subtype": "/Link", "/Type": "/Page", "/F": 4})


def test_the_server_does_not_load_the_reader() -> None:
    probe = (
        "import sys; from sealbench.agreement import inspect_pdf;"
        f"inspect_pdf({PLAIN!r}); sys.exit('pyhanko' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", probe], env=dict(os.environ), check=False)
    assert done.returncode == 0
