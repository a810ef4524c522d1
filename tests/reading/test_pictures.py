"""Pictures in this process: made anew of their pixels, and what is sent back."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from sealbench.reading import Unread, UnreadError
from sealbench.reading.pictures import bare, count, frames
from tests.reading import made

PHOTO = made.noted("Fan", size=(320, 240))
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = b"<x:xmpmeta>CanaryPlace</x:xmpmeta>"


def remarked() -> PngInfo:
    info = PngInfo()
    info.add_text("Comment", "CanaryRemark")
    info.add_itxt("XML:com.adobe.xmp", "CanaryPlace")
    return info


def with_iptc(data: bytes) -> bytes:
    segment = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x10\x1c\x02\x78\0\x0bCanaryPlace"
    return data[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + data[2:]


TOLD = {
    "jpeg": with_iptc(
        made.jpeg(PHOTO, exif=made.exif(), xmp=XMP, comment=b"CanaryRemark", icc_profile=PROFILE)
    ) + b"CanaryTail",
    "png": made.saved(PHOTO, "PNG", exif=made.exif(), pnginfo=remarked()) + b"CanaryTail",
    "webp": made.saved(PHOTO, "WEBP", exif=made.exif(), xmp=XMP),
    "tiff": made.saved(PHOTO, "TIFF", exif=made.exif(), description="CanaryRemark"),
    "gif": made.saved(PHOTO, "GIF", comment=b"CanaryRemark"),
    "bmp": made.saved(PHOTO, "BMP") + b"CanaryTail",
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_nothing_but_pixels_is_kept(name: str) -> None:
    before = TOLD[name]
    assert b"Canary" in before
    after = bare(before)
    assert b"Canary" not in after
    assert b"Exif" not in after
    with Image.open(io.BytesIO(after)) as kept:
        kept.load()
        assert kept.size == PHOTO.size
        assert dict(kept.getexif().get_ifd(made.GPS)) == {}
        colours = kept.convert("RGB").resize((1, 1)).getpixel((0, 0))
    assert isinstance(colours, tuple)
    with Image.open(io.BytesIO(before)) as first:
        was = first.convert("RGB").resize((1, 1)).getpixel((0, 0))
    assert isinstance(was, tuple)
    assert all(abs(a - b) < 4 for a, b in zip(colours, was, strict=True))


def test_a_colour_profile_stays() -> None:
    with Image.open(io.BytesIO(bare(TOLD["jpeg"]))) as kept:
        assert kept.info["icc_profile"] == PROFILE


def test_a_picture_is_turned_the_right_way_up() -> None:
    lying = made.jpeg(PHOTO.rotate(90, expand=True), exif=made.exif(orientation=6))
    with Image.open(io.BytesIO(bare(lying))) as kept:
        assert kept.size == PHOTO.size
        assert kept.getexif().get(made.ORIENTATION, 1) == 1
    assert next(frames(lying)).size == PHOTO.size


def test_what_moves_keeps_moving_and_is_seen_frame_by_frame() -> None:
    shots = [PHOTO, PHOTO.rotate(180), PHOTO.rotate(90)]
    moving = made.saved(PHOTO, "GIF", save_all=True, append_images=shots[1:], duration=80, loop=0)
    assert count(moving) == len(list(frames(moving))) == 3
    assert count(bare(moving)) == 3
    many = [Image.new("L", (8, 8), shade) for shade in range(0, 250, 10)]
    with pytest.raises(UnreadError) as found:
        count(made.saved(many[0], "GIF", save_all=True, append_images=many[1:]))
    assert found.value.unread is Unread.PICTURES


def test_letters_do_not_hide_under_what_is_see_through() -> None:
    hidden = Image.new("RGBA", (60, 60), (255, 255, 255, 255))
    ImageDraw.Draw(hidden).rectangle((10, 10, 50, 50), (0, 0, 0, 0))
    shown = next(frames(made.saved(hidden, "PNG")))
    assert shown.getpixel((30, 30)) == (255, 255, 255)
    ImageDraw.Draw(hidden).rectangle((10, 10, 50, 50), (0, 0, 0, 255))
    assert next(frames(made.saved(hidden, "PNG"))).getpixel((30, 30)) == (0, 0, 0)


def huge(side: int) -> bytes:
    """Return a PNG that says it is *side* by *side* pixels, in a few bytes."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    body = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [60_000, 8_001])
def test_too_many_pixels_are_refused_before_they_are_made(side: int) -> None:
    for look in (count, bare, lambda data: list(frames(data))):
        with pytest.raises(UnreadError) as found:
            look(huge(side))
        assert found.value.unread is Unread.PIXELS


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_bent_picture_is_made_anew_or_fails(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(sorted(TOLD.values()))))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    try:
        after = bare(bytes(raw))
    except Exception:  # noqa: BLE001 - the process that reads says "damaged" of any
        return
    assert b"CanaryPhone" not in after
