"""Words → what one may see of a kind, and issues like a new one; the index is written in the change's transaction."""

from app.search.index import found_by, index_all, index_thing, matching, similar_issues
from app.search.state import IndexState, Unusable, asking_index, index_state

__all__ = [
    "IndexState",
    "Unusable",
    "asking_index",
    "found_by",
    "index_all",
    "index_state",
    "index_thing",
    "matching",
    "similar_issues",
]
