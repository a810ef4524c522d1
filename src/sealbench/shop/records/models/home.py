"""The home: one row about this installation."""

from django.db import models

from sealbench.shop.records.models.sealed import ID_LENGTH, Sealed


class Home(Sealed):
    """The shop itself; its name, address and logo are sealed under the house key."""

    home_id = models.CharField(max_length=ID_LENGTH)
    origin = models.CharField(max_length=64)
    founded_at = models.BigIntegerField(null=True)
    next_number = models.PositiveIntegerField(default=1001)
    # The signed genesis statement is public: it is served under /ledger/genesis.
    genesis = models.JSONField(null=True)

    class Meta:
        app_label = "records"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_home")]

    def __str__(self) -> str:
        """Name the home by its id."""
        return f"home {self.home_id}"
