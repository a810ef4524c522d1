"""A file on its way out: always saved, never shown, since nobody knows what is in it."""

from collections.abc import Iterator
from itertools import chain

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from sealbench.shop.pages.visitor import ShopRequest
from sealbench.shop.procedures.attached_file import AttachedFile
from sealbench.shop.procedures.file_content import read_content


def file_response(request: ShopRequest, file: AttachedFile) -> StreamingHttpResponse:
    """Return the answer that streams *file*, whose look was recorded.

    The first chunk is opened before anything leaves: a file that cannot be had is an error page.
    One that is cut short later is shorter than its stated length, which a browser notices.
    """
    content: Iterator[bytes] = read_content(request.bench.objects, file)
    first = next(content)
    response = StreamingHttpResponse(
        chain([first], content), content_type="application/octet-stream"
    )
    response.headers["Content-Length"] = str(file.size)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=file.name) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
