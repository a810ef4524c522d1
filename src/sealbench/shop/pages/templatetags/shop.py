"""Tags that every template has: icons, and times that the browser turns to its own zone."""

from datetime import UTC, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

_SPRITE = "/static/built/icons.svg"

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw the icon *name* of the sprite; *label* is read out, without it the icon is silent."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            label,
            _SPRITE,
            name,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', _SPRITE, name
    )


@register.filter
def moment(seconds: int | None) -> SafeString | str:
    """Write an instant given in unix seconds; the page's script shows it in the viewer's zone."""
    if seconds is None:
        return ""
    at = datetime.fromtimestamp(seconds, UTC)
    return format_html(
        '<time datetime="{}">{} UTC</time>',
        at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        at.strftime("%Y-%m-%d %H:%M"),
    )
