"""House rules: what management has forbidden, and what it has let go of again."""

from django.db import models

from sealbench.shop.records.models.sealed import Sealed

ADDED, RETIRED = "added", "retired"
DEEDS = (ADDED, RETIRED)


class HouseRuleChange(Sealed):
    """One version of the house rules: rule *number* was added or retired, and nothing is changed.

    The rule, and the statement that a manager signed, are sealed under the house key.  The
    highest `version_of_rules` tells every node by which rules it has to decide.
    """

    version_of_rules = models.PositiveIntegerField(primary_key=True)
    number = models.PositiveIntegerField()
    deed = models.CharField(max_length=8, choices=[(deed, deed) for deed in DEEDS])
    at = models.BigIntegerField()

    class Meta:
        app_label = "records"
        constraints = [
            models.UniqueConstraint(fields=["number", "deed"], name="added_and_retired_once")
        ]

    def __str__(self) -> str:
        """Name the rule and what became of it."""
        return f"H-{self.number} {self.deed}"
