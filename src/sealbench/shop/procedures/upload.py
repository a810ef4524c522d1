"""A login as a client's browser sent it: what can be said of it without any record (A1, A2)."""

from dataclasses import dataclass, field

from sealbench.errors import MalformedError, VerificationError
from sealbench.seal import check_sealed
from sealbench.shop.procedures.free_text import is_clean
from sealbench.statement import Context, SignedStatement, Statement
from sealbench.statement.formats import name as check_label

MOST_OPENINGS = 10


@dataclass(frozen=True, slots=True)
class Upload:
    """The age file in *data*, what the client *signed* about it, and how they call it.

    It is for a job, or by its *context* to be kept after one.
    None can be made that has not the form of a sealed login: MalformedError or, for the file,
    VerificationError.  *screened* tells whether the screen let the label pass.  All this is
    done where the request came in, so that the writer is asked for what the records decide.
    """

    signed: SignedStatement
    data: bytes = field(repr=False)
    label: str = field(repr=False)
    context: Context = Context.SEAL
    screened: bool = field(init=False)

    def __post_init__(self) -> None:
        """Check the form of all parts, and screen the label."""
        check_label(self.label)
        self.statement.require(self.context)
        if self.statement.number("openings") > MOST_OPENINGS:
            raise MalformedError(f"a login is sealed for 1 to {MOST_OPENINGS} openings")
        try:
            check_sealed(self.data, recipients=len(self.named))
        except MalformedError as exc:
            raise VerificationError(f"not a sealed login: {exc}") from exc
        self.signed.verify_ahead()
        object.__setattr__(self, "screened", is_clean([], names=[self.label]))

    @property
    def statement(self) -> Statement:
        """Return what the client signed."""
        return self.signed.statement

    @property
    def named(self) -> list[str]:
        """Return the hashes of the recipients whom the client named."""
        named = self.statement.fields["recipients"]
        return [str(each) for each in named] if isinstance(named, list) else []
