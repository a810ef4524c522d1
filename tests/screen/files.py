"""The files of arrays that the screen reads, in one spelling."""

import io
import zipfile
from pathlib import Path

import numpy as np

from sealbench.screen.arrays import Arrays


def write(path: Path, arrays: Arrays) -> None:
    """Write *arrays* to *path*; the same arrays make the same file."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(arrays):
            content = io.BytesIO()
            np.lib.format.write_array(content, arrays[name], allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy")  # its time is that of no day
            archive.writestr(entry, content.getvalue(), zipfile.ZIP_DEFLATED, 9)
