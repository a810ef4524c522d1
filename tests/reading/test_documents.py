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
SIGNATURE = {1: b"<</FT/Sig/T(s)/V 7 0 R>>", 2: b"<</Type/Sig/Filter/Adobe.PPKLite/Contents<00>>>"}


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


def signed(jpeg: bytes) -> bytes:
    form = b"/AcroForm<</Fields[6 0 R]/SigFlags 3>>"
    return photographed(jpeg, form, {6: SIGNATURE[1], 7: SIGNATURE[2]})


def drawn(data: bytes) -> Any:
    return pypdfium2.PdfDocument(data)[0].render().to_pil().tobytes()


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        return {name: box.read(name) for name in box.namelist()}


def test_what_a_camera_wrote_into_a_pdf_is_blanked_where_it_stands() -> None:
    data = photographed(OF_CAMERA)
    assert data.count(b"Canary") > 2
    _, reading = read(Kind.PDF, data)
    assert b"Canary" not in reading.data
    assert b"Exif" not in reading.data
    assert len(reading.data) == len(data)
    assert drawn(reading.data) == drawn(data)
    assert drawn(data) != drawn(photographed(made.jpeg(made.noted("Other", size=PHOTO.size))))


def test_the_second_picture_of_a_camera_is_blanked_too() -> None:
    both = OF_CAMERA + OF_CAMERA
    assert b"Canary" not in blanked(photographed(both))
    assert blanked(both) == blanked(OF_CAMERA) * 2


def test_colours_and_a_plain_pdf_stay_as_they_are() -> None:
    plain = photographed(made.jpeg(PHOTO, icc_profile=PROFILE))
    assert PROFILE in blanked(photographed(OF_CAMERA))
    assert blanked(plain) is plain
    assert read(Kind.PDF, plain)[1].data == plain


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.PDF, signed(OF_CAMERA)),
        (Kind.ZIP, made.docx("x", more=PICTURES | {"_xmlsignatures/sig1.xml": "<s/>"})),
        (Kind.ZIP, made.office(PICTURES | {"META-INF/documentsignatures.xml": "<s/>"})),
    ],
    ids=["pdf", "ooxml", "odf"],
)
def test_a_signed_document_is_kept_as_it_is(kind: Kind, data: bytes) -> None:
    assert read(kind, data)[1].data == data


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
    b"\xff\xd8",
    b"\xff\xe1\x00\x08Exif\0\0",
    b"\xff\xfe\x00\x03x",
    b"\xff\xe2\x00\x0eICC_PROFILE\0",
    b"\xff\xc0\x00\x04\x08\x00",
    b"\xff\xda\x00\x02",
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
