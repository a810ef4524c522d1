"""House words: what management has added to the screen, and what it has let go of again."""

from django.db import models

from sealbench.shop.records.models.house_rules import DEEDS
from sealbench.shop.records.models.sealed import Sealed


class HouseWordChange(Sealed):
    """One version of the house words: word *number* was added or retired, and nothing is changed.

    The word is sealed under the house key, for it may be somebody's.  The highest
    `version_of_words` tells every node by which words it has to screen.
    """

    version_of_words = models.PositiveIntegerField(primary_key=True)
    number = models.PositiveIntegerField()
    deed = models.CharField(max_length=8, choices=[(deed, deed) for deed in DEEDS])
    at = models.BigIntegerField()

    class Meta:
        app_label = "records"
        constraints = [
            models.UniqueConstraint(fields=["number", "deed"], name="word_added_and_retired_once")
        ]

    def __str__(self) -> str:
        """Name the word by its number, and what became of it."""
        return f"W-{self.number} {self.deed}"
