"""What a file is, by how it begins; what its name says of it counts for nothing."""

from enum import StrEnum

HEAD = 1_024  # bytes that tell


class Kind(StrEnum):
    """What has to be done to read a file; ``archive`` and what follows is not taken."""

    TEXT = "text"
    PDF = "pdf"
    ZIP = "zip"
    PICTURE = "picture"
    SOUND = "sound or film"
    ARCHIVE = "archive"
    OLD_OFFICE = "old office document"
    OTHER_PICTURE = "other picture"


READ_APART = frozenset({Kind.PDF, Kind.ZIP, Kind.PICTURE})

_HEADS = {
    Kind.PICTURE: (
        b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*",
    ),
    Kind.ZIP: (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"),
    Kind.OLD_OFFICE: (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
    Kind.ARCHIVE: (
        b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\0",
        b"\x28\xb5\x2f\xfd", b"MSCF\0\0\0\0", b"\x04\x22\x4d\x18", b"!<arch>\n",
    ),
    Kind.SOUND: (b"OggS", b"fLaC", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\x1a\x45\xdf\xa3"),
    Kind.OTHER_PICTURE: (b"II+\0", b"MM\0+", b"\xff\x0a", b"\0\0\0\x0cJXL ", b"8BPS\0\x01"),
}  # fmt: skip
_RIFF = {b"WEBP": Kind.PICTURE, b"WAVE": Kind.SOUND, b"AVI ": Kind.SOUND}
_STILL = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis", b"jp2 ")
_TAR = slice(257, 262)
_ZIP_END = b"PK\x05\x06"


def kind_of(head: bytes) -> Kind:
    """Return what a file that begins with *head*, its first HEAD bytes, is."""
    for kind, heads in _HEADS.items():
        if head.startswith(heads):
            return kind
    if head[4:8] == b"ftyp":
        return Kind.OTHER_PICTURE if head[8:12] in _STILL else Kind.SOUND
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return Kind.PICTURE  # a bitmap; "BM" alone begins many a text
    if head[_TAR] == b"ustar":
        return Kind.ARCHIVE
    return Kind.PDF if b"%PDF-" in head else Kind.TEXT  # readers look for it that far


def ends_like_archive(data: bytes) -> bool:
    """Tell whether *data*, which begins like something else, is opened by unpackers as well."""
    return _ZIP_END in data
