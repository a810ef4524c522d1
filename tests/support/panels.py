"""What a page shows of a finding, and what is posted with a reason for it."""

import html
import re


def shown(page: str, field: str, reason: str) -> dict[str, str]:
    """Return what *page* has to be posted with so that what it found in *field* is let pass."""
    token = re.search(rf'name="{re.escape(field)}-shown" value="([0-9a-f ]+)"', page)
    assert token, f"nothing was found in {field}"
    return {f"{field}-override": reason, f"{field}-shown": token[1]}


def marked(page: str) -> list[str]:
    """Return what *page* marks in the texts."""
    return [html.unescape(each) for each in re.findall(r"<mark>(.*?)</mark>", page, re.DOTALL)]
