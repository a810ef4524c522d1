"""The journal: events, the ledger's leaves, and the checkpoints that sign them."""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class RowNumberField(models.BigIntegerField):  # type: ignore[type-arg]  # a type of the stubs alone
    """A number by which its row is stored: on SQLite the rowid itself.

    SQLite keeps any other type of primary key in an index beside the table, and reads both.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """Return the one type that SQLite takes for the rowid, elsewhere that of the number."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class Subject(models.Model):
    """What events are about (a job, a client, the house), and how many there are."""

    id = models.CharField(max_length=32, primary_key=True)  # kind:id
    count = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the subject."""
        return self.id


class Leaf(models.Model):
    """One leaf of the ledger, and the hashes of the subtrees that end with it.

    The hash of the complete subtree (level, i) stands in row ((i + 1) << level) - 1 at
    32 * level, so that one row per leaf holds the whole tree.
    """

    index = RowNumberField(primary_key=True)
    leaf_id = models.BinaryField()
    commit = models.BinaryField()
    hashes = models.BinaryField()

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the leaf by index."""
        return f"leaf {self.index}"


class Event(models.Model):
    """What a leaf commits to, sealed under the key of a job's record, a client's or the house's."""

    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, primary_key=True)
    # Without an index of its own: that of the constraint below begins with it.
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, db_index=False)
    counter = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        app_label = "records"
        constraints = [
            models.UniqueConstraint(fields=["subject", "counter"], name="one_event_per_counter")
        ]

    def __str__(self) -> str:
        """Name the event by its subject."""
        return f"{self.subject_id} {self.counter}"


class Checkpoint(models.Model):
    """A signed head of the ledger, one per commit."""

    size = RowNumberField(primary_key=True)
    note = models.TextField()

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the checkpoint by size."""
        return f"checkpoint {self.size}"


class Head(models.Model):
    """The size of the ledger: one row, locked last in each commit."""

    size = models.BigIntegerField(default=0)
    signed_at = models.BigIntegerField(default=0)
    published = models.BigIntegerField(default=0)  # the size that the public tiles have
    # When the loss of lines was last declared: every checkpoint after bears it.
    since = models.BigIntegerField(default=0)
    # A checkpoint of this log that the rows do not continue; while it stands nothing is signed.
    contradiction = models.TextField(default="")

    class Meta:
        app_label = "records"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_head")]

    def __str__(self) -> str:
        """Name the head by size."""
        return f"head {self.size}"


class Verdict(models.Model):
    """How often each rule granted or refused, for the page of the policy."""

    id = models.CharField(max_length=48, primary_key=True)  # action or rule id
    clause = models.CharField(max_length=2)
    granted = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        """Name the rule."""
        return self.id


class Turned(models.Model):
    """Refusals of strangers, counted per minute until the keeper records the count."""

    minute = models.BigIntegerField()
    route = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "records"
        constraints = [models.UniqueConstraint(fields=["minute", "route"], name="one_count")]

    def __str__(self) -> str:
        """Name the minute."""
        return f"{self.route} {self.minute}"
