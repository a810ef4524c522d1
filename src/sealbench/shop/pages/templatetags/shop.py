"""Tags that every template has: icons, and times that the browser turns to its own zone."""

from datetime import UTC, datetime

from django import template
from django.template import RequestContext
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sealbench.policy import Fact
from sealbench.shop.pages import built, messages, navigation

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


@register.filter
def plain_fact(value: Fact) -> str:
    """Write a fact of a decision: a set of texts in order, the rest as it is."""
    if isinstance(value, str | int | bool):
        return str(value)
    return ", ".join(sorted(value)) or "–"  # noqa: RUF001 - a dash stands for nothing


@register.simple_tag
def script(name: str, *, early: bool = False) -> SafeString:
    """Load the built script *name* with its hash; an early one runs before the page is drawn."""
    kind = "text/javascript" if early else "module"
    return format_html(
        '<script type="{}" src="{}{}" integrity="{}"></script>',
        kind,
        built.PREFIX,
        name,
        built.integrity(name),
    )


@register.simple_tag
def stylesheet(name: str) -> SafeString:
    """Load the built style sheet *name* with its hash."""
    return format_html(
        '<link rel="stylesheet" href="{}{}" integrity="{}">',
        built.PREFIX,
        name,
        built.integrity(name),
    )


@register.simple_tag(takes_context=True)
def doors(context: RequestContext) -> list[navigation.Door]:
    """Return where the signed-in person may go."""
    staff = context.get("staff")
    request = context.request
    return navigation.doors(staff, request.path) if staff else []


@register.simple_tag(takes_context=True)
def said(context: RequestContext) -> Promise | str:
    """Return what the deed before this page was, in a sentence."""
    return messages.said(context.request.GET.get("done", ""))
