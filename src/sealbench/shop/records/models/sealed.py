"""The shape of every row that holds something personal or written by hand."""

from django.db import models

ID_LENGTH = 24
HASH_LENGTH = 43


class Sealed(models.Model):
    """One encrypted JSON per row, bound to table, row, version and owner (DESIGN 5).

    Only the bench can open it: models never decrypt.  `version` rises by one with each
    write, so that an older box put back under a newer row does not open.
    """

    version = models.PositiveIntegerField(default=1)
    sealed = models.BinaryField()

    class Meta:
        abstract = True


def id_field(*, primary: bool = True) -> "models.CharField[str, str]":
    """Return the column of an identifier."""
    return models.CharField(max_length=ID_LENGTH, primary_key=primary)


def hash_field() -> "models.CharField[str, str]":
    """Return the primary key column of a SHA-256 as base64url."""
    return models.CharField(max_length=HASH_LENGTH, primary_key=True)
