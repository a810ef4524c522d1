"""Where sealed files are kept: a folder of the home, or an S3 bucket.

What lies here is ciphertext under keys that lie elsewhere, under names that are random ids.
An object is written before the row that names it commits and deleted after the row's end
committed: what no row names is swept.
"""

from sealbench.shop.config import Config
from sealbench.shop.objects.bucket import BucketObjects
from sealbench.shop.objects.folder import FolderObjects
from sealbench.shop.objects.probe import probe
from sealbench.shop.objects.store import Found, ObjectStore, ObjectWriter

__all__ = ["Found", "ObjectStore", "ObjectWriter", "open_objects", "probe"]


def open_objects(config: Config) -> ObjectStore:
    """Return the store that *config* names; a folder is made where it is missing."""
    if config.objects is not None:
        return BucketObjects(config.objects)
    return FolderObjects.make(config.files)
