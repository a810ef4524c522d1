"""Small real files of every kind that is read, and hostile ones."""

import io
import zipfile
from collections.abc import Mapping

from PIL import Image, ImageDraw, ImageFilter, ImageFont

LOGIN = "Bluewhale77!"
PLAIN = "Fan replaced, ran an hour under load."
GPS = 0x8825
ORIENTATION = 0x0112
_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TYPES = "[Content_Types].xml"


def zipped(members: Mapping[str, bytes | str], *, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", packing) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return box.getvalue()


def office(members: Mapping[str, bytes | str]) -> bytes:
    return zipped({TYPES: "<Types/>", **members})


def docx(*paragraphs: str, more: Mapping[str, bytes | str] | None = None) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs)
    document = f'<w:document xmlns:w="{_WORDS}"><w:body>{body}</w:body></w:document>'
    return office({"word/document.xml": document, **(more or {})})


def docx_table(*rows: tuple[str, ...]) -> bytes:
    made = "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row)
        + "</w:tr>"
        for row in rows
    )
    document = f'<w:document xmlns:w="{_WORDS}"><w:tbl>{made}</w:tbl></w:document>'
    return office({"word/document.xml": document})


def xlsx(*rows: tuple[str, ...]) -> bytes:
    shared = [cell for row in rows for cell in row]
    texts = "".join(f"<si><t>{cell}</t></si>" for cell in shared)
    numbers = iter(range(len(shared)))
    cells = "".join(
        "<row>" + "".join(f'<c t="s"><v>{next(numbers)}</v></c>' for _ in row) + "</row>"
        for row in rows
    )
    return office(
        {
            "xl/sharedStrings.xml": f"<sst>{texts}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{cells}</sheetData></worksheet>",
        }
    )


def pptx(text: str) -> bytes:
    said = f'<p xmlns:a="{_DRAWING}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p>'
    return office({"ppt/slides/slide1.xml": said})


def odt(text: str) -> bytes:
    said = f'<o xmlns:t="{_TEXT}"><t:p>{text}</t:p></o>'
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": said})


def ods(*rows: tuple[str, ...]) -> bytes:
    cells = "".join(
        "<b:table-row>"
        + "".join(f"<b:table-cell><t:p>{cell}</t:p></b:table-cell>" for cell in row)
        + "</b:table-row>"
        for row in rows
    )
    said = f'<o xmlns:t="{_TEXT}" xmlns:b="{_TABLE}"><b:table b:name="All">{cells}</b:table></o>'
    return zipped({"mimetype": "x", "content.xml": said})


def noted(*lines: str, size: tuple[int, int] = (800, 600), turn: float = 0) -> Image.Image:
    """Return a photograph, or nearly, of a yellow note with *lines* on it."""
    sheet = Image.new("RGB", size, (120, 112, 100))
    draw = ImageDraw.Draw(sheet)
    width, height = size
    draw.rectangle((width // 10, height // 10, width * 9 // 10, height * 9 // 10), (250, 238, 130))
    font = ImageFont.load_default(height // 9)
    draw.multiline_text((width // 7, height // 6), "\n".join(lines), (25, 25, 90), font, spacing=18)
    return sheet.rotate(turn, fillcolor=(90, 90, 90)).filter(
        ImageFilter.GaussianBlur(size[0] / 1500)
    )


def jpeg(picture: Image.Image, **options: object) -> bytes:
    return saved(picture, "JPEG", quality=88, **options)


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    box = io.BytesIO()
    picture.save(box, kind, **options)
    return box.getvalue()


def exif(*, orientation: int = 1) -> Image.Exif:
    """Return what a phone writes: who, where, when, and which side is up."""
    made = Image.Exif()
    made[0x010F] = "CanaryPhone"
    made[0x9286] = "CanaryRemark"
    made[ORIENTATION] = orientation
    made.get_ifd(GPS).update({1: "N", 2: (48.0, 51.0, 29.0), 3: "E", 4: (2.0, 17.0, 40.0)})
    return made
