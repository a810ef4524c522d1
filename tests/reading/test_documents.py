"""What is kept of a document: its pictures without what a camera wrote, all else byte by byte."""

import io
import zipfile
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sealbench.reading import Kind
from sealbench.reading.jpegs import blanked
from tests.agreement.hostile_pdfs import pdf, stream
from tests.reading import made
from tests.reading.test_pictures import PHOTO, PROFILE, TOLD, XMP
from tests.reading.test_process import read

OF_CAMERA = made.jpeg(
    PHOTO, exif=made.exif(), xmp=XMP, comment=b"CanaryRemark", icc_profile=PROFILE
)
PICTURES = {"word/media/image1.jpg": OF_CAMERA, "word/media/image2.png": TOLD["png"]}
TAIL = b"CanaryTail: 2026-11-28, 48 51 N"


def photographed(jpeg: bytes, root: bytes = b"", more: dict[int, bytes] | None = None) -> bytes:
    """A PDF of one page with *jpeg* on it, byte by byte."""
    shape = b"/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8" % PHOTO.size
    picture = stream(jpeg, b"/Type/XObject/Subtype/Image/Filter/DCTDecode" + shape)
    return pdf(
        root=root,
        page=b"/Resources<</XObject<</I 5 0 R>>>>",
        contents=stream(b"q 180 0 0 180 10 10 cm /I Do Q"),
        more={5: picture, **(more or {})},
    )


def with_field(value: bytes) -> bytes:
    """A PDF with a photograph and a field for a signature, below another one."""
    form = b"/AcroForm<</Fields[6 0 R]/SigFlags 3>>"
    fields = {6: b"<</T(form)/Kids[7 0 R]>>", 7: b"<</FT/Sig/T(s)/Parent 6 0 R%s>>" % value}
    signature = b"<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 9 12 9]/Contents<00>>>"
    more = fields | ({8: signature} if value else {})
    return photographed(OF_CAMERA, form, more)


SIGNED = with_field(b"/V 8 0 R")


def started(jpeg: bytes, more: bytes) -> bytes:
    """A JPEG with *more* after its first marker."""
    return jpeg[:2] + more + jpeg[2:]


def scanned_again(jpeg: bytes) -> bytes:
    """A progressive JPEG with a comment before its last scan."""
    at = jpeg.rindex(b"\xff\xda")
    return jpeg[:at] + b"\xff\xfe\x00\x0eCanaryRemark" + jpeg[at:]


HIDING = {
    "segments": OF_CAMERA,
    "behind it": made.jpeg(PHOTO) + TAIL,
    "a second picture": made.jpeg(PHOTO) + OF_CAMERA,
    "after a stray byte": started(OF_CAMERA, b"\x07"),
    "after a fill byte": started(OF_CAMERA, b"\xff"),
    "between scans": scanned_again(made.jpeg(PHOTO, progressive=True)),
    "beside its density": started(
        made.jpeg(PHOTO), b"\xff\xe0\x00\x20JFIF\0\1\2\0\0\1\0\1\4\1CanaryThumbnail"[:34]
    ),
}


def drawn(data: bytes) -> Any:
    return pypdfium2.PdfDocument(data)[0].render().to_pil().tobytes()


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        return {name: box.read(name) for name in box.namelist()}


@pytest.mark.parametrize("name", HIDING)
def test_what_a_camera_wrote_into_a_pdf_is_blanked_where_it_stands(name: str) -> None:
    data = photographed(HIDING[name])
    assert b"Canary" in data
    _, reading = read(Kind.PDF, data)
    assert b"Canary" not in reading.data
    assert b"Exif" not in reading.data
    assert len(reading.data) == len(data)
    assert drawn(reading.data) == drawn(data)
    assert drawn(data) != drawn(photographed(made.jpeg(made.noted("Other", size=PHOTO.size))))


def test_colours_and_a_plain_pdf_stay_as_they_are() -> None:
    plain = photographed(made.jpeg(PHOTO, icc_profile=PROFILE))
    assert PROFILE in blanked(photographed(OF_CAMERA))
    assert blanked(plain) is plain
    assert read(Kind.PDF, plain)[1].data == plain


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.PDF, SIGNED),
        *(
            (Kind.ZIP, made.docx("x", more=PICTURES | {name: "<s/>"}))
            for name in (
                "_xmlsignatures/sig1.xml",
                "package/services/digital-signature/origin.psdsor",
                "META-INF/documentsignatures.xml",
                "META-INF/macrosignatures.xml",
            )
        ),
    ],
)
def test_a_signed_document_is_kept_as_it_is(kind: Kind, data: bytes) -> None:
    assert read(kind, data)[1].data == data


def test_a_field_that_waits_for_a_signature_is_none() -> None:
    assert b"Canary" not in read(Kind.PDF, with_field(b""))[1].data


def test_pictures_in_an_office_document_are_made_anew() -> None:
    inner = made.docx("inside", more={"word/media/a.jpg": OF_CAMERA})
    data = made.docx("x", more=PICTURES | {"word/embeddings/inner.docx": inner})
    before, after = members(data), members(read(Kind.ZIP, data)[1].data)
    assert list(after) == list(before)
    within = members(after.pop("word/embeddings/inner.docx"))
    for found in (*after.values(), *within.values()):
        assert b"Canary" not in found
    for name in PICTURES:
        with Image.open(io.BytesIO(after.pop(name))) as kept:
            assert kept.size == PHOTO.size
    assert after.items() <= before.items()
    assert within["word/document.xml"] == members(inner)["word/document.xml"]


def test_a_picture_in_a_document_is_turned_by_the_document() -> None:
    turned = made.jpeg(PHOTO, exif=made.exif(orientation=6), dpi=(300, 300))
    data = made.docx("x", more={"word/media/a.jpg": turned})
    after = members(read(Kind.ZIP, data)[1].data)["word/media/a.jpg"]
    with Image.open(io.BytesIO(after)) as kept:
        assert kept.size == PHOTO.size
        assert kept.info["dpi"] == (300, 300)


def test_documents_within_a_document_are_written_again_only_for_their_pictures() -> None:
    inner = made.xlsx(("a", "b"))
    data = made.docx("x", more={"word/embeddings/a.xlsx": inner})
    assert read(Kind.ZIP, data)[1].data == data
    inner = made.docx("inside", more={"word/media/a.jpg": OF_CAMERA})
    data = made.docx("x", more={"word/embeddings/a.docx": inner})
    assert (
        b"Canary"
        not in members(members(read(Kind.ZIP, data)[1].data)["word/embeddings/a.docx"])[
            "word/media/a.jpg"
        ]
    )


def test_names_stay_as_they_were_stored() -> None:
    """A name in UTF-8 that does not say so, as some programs write it, and a folder."""
    data = made.docx("x", more={"word/media/": "", "word/media/AEbersicht.jpg": OF_CAMERA})
    data = data.replace(b"AEbersicht", "Übersicht".encode())
    name = "word/media/Übersicht.jpg".encode().decode("cp437")
    assert name in members(data)
    after = members(read(Kind.ZIP, data)[1].data)
    assert b"Canary" not in after["word/media/Übersicht.jpg"]
    assert "word/media/" in after


def test_the_kind_of_an_open_document_stays_first_and_unpacked() -> None:
    kind = zipfile.ZipInfo("mimetype")
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(kind, "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        out.writestr("content.xml", "<o/>")
        out.writestr("Pictures/a.jpg", OF_CAMERA)
    data = read(Kind.ZIP, box.getvalue())[1].data
    assert data[30:77] == b"mimetypeapplication/vnd.oasis.opendocument.text"
    assert b"Canary" not in members(data)["Pictures/a.jpg"]


SEGMENTS = [
    b"stream\n\xff\xd8",
    b"\nendstream",
    b"\xff\xe1\x00\x08Exif\0\0",
    b"\xff\xfe\x00\x03x",
    b"\xff\xe2\x00\x0eICC_PROFILE\0",
    b"\xff\xc0\x00\x04\x08\x00",
    b"\xff\xda\x00\x02\x11\xff\x00\xff\xd0\x12",
    b"\xff\xd9",
    b"\xff",
    b"\xff\xe0",
    b"\0\x07",
]


@given(st.lists(st.sampled_from(SEGMENTS), max_size=24).map(b"".join))
def test_no_byte_moves_whatever_the_bytes_are(data: bytes) -> None:
    once = blanked(data)
    assert len(once) == len(data)
    assert blanked(once) == once
    assert all(new in {0, old} for old, new in zip(data, once, strict=True))


@pytest.mark.parametrize(
    "data",
    [
        b"stream\n\xff\xd8" + b"\xff\xe1\x00\x04\xff\xd8" * 500_000 + b"\nendstream",
        b"stream\n\xff\xd8" * 500_000,
        b"stream\n\xff\xd8" + b"\xff" * 5_000_000 + b"\nendstream",
    ],
    ids=["segments", "streams", "fill bytes"],
)
def test_hostile_bytes_are_walked_through_once(data: bytes) -> None:
    """Quadratic steps would take hours where a second is enough."""
    assert len(blanked(data)) == len(data)
