"""Words → what one may see of a kind, and issues like a new one; the index is written in the change's transaction."""

from app.search.index import found_by, index, index_all, matching, similar
from app.search.state import IndexState, Unusable, asking, state

__all__ = ["IndexState", "Unusable", "asking", "found_by", "index", "index_all", "matching", "similar", "state"]
