"""Words → issues, and issues like one being written; the index is written in the transaction of the change."""

from app.search.index import index, index_all, matching, similar
from app.search.state import IndexState, Unusable, asking, state

__all__ = ["IndexState", "Unusable", "asking", "index", "index_all", "matching", "similar", "state"]
