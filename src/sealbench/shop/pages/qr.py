"""QR codes as images that a page or a slip of paper can show."""

import segno


def qr_image(text: str) -> str:
    """Return *text* as a QR code: the data URL of an SVG, black on white in every theme."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_data_uri(scale=6, border=4, light="#fff"))
