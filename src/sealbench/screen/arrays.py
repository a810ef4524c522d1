"""The files of arrays that the screen works from."""

from importlib import resources

import numpy as np
import numpy.typing as npt

Arrays = dict[str, npt.NDArray[np.integer]]


def load(name: str) -> Arrays:
    """Return the arrays of ``data/NAME.npz``."""
    path = resources.files("sealbench.screen").joinpath(f"data/{name}.npz")
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return dict(arrays)


def names(array: npt.NDArray[np.integer]) -> list[str]:
    """Return the texts in *array*: bytes of UTF-8, with a NUL between two."""
    return array.tobytes().decode().split("\0")
