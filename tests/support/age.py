"""Small age files in one piece: what takes streams, for what fits into a test."""

import io

from sealbench.seal import SealedReader, SealedWriter, Unwrap, Wrap


def seal_block(data: bytes, wrap: Wrap) -> bytes:
    """Return the age file of *data*."""
    output = io.BytesIO()
    with SealedWriter(output, wrap) as sink:
        sink.write(data)
    return output.getvalue()


def open_block(data: bytes, unwrap: Unwrap) -> bytes:
    """Return what the age file *data* holds; raise as SealedReader does."""
    return SealedReader(io.BytesIO(data), unwrap).read()
