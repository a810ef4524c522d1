"""Search: what clients' and devices' sealed rows hold, in an index that lives in memory only.

Names, numbers, addresses and serial numbers are folded into terms; a question is folded the
same way.  The index follows the changes of records by their number, and is thrown away and
made anew when a client was ended.
"""

from sealbench.shop.bench.search.index import Index
from sealbench.shop.bench.search.terms import LEAST, question

__all__ = ["LEAST", "Index", "question"]
