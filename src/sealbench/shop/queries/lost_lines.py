"""How many lines of the ledger are known that the database does not go on from."""

from sealbench import ledger
from sealbench.shop import home
from sealbench.shop.bench import high_water
from sealbench.shop.config import Config
from sealbench.shop.records.models import Home


def count(config: Config) -> int:
    """Return the number that `sealbench resume --accept-older-ledger` takes, 0 for none.

    Raise UnavailableError where the key or the file of what was made public cannot be read.
    """
    origin = Home.objects.filter(pk=1).values_list("origin", flat=True).first()
    if not origin:
        return 0
    signer = ledger.LogSigner.from_seed(origin, home.read_secret(config, home.LOG_KEY))
    lost = high_water.lost(config, signer.key)
    return lost.size if lost else 0
