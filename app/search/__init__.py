"""Words → issues, and issues like one being written; the index is written in the transaction of the change."""

from app.search.index import index, index_all, matching, similar

__all__ = ["index", "index_all", "matching", "similar"]
