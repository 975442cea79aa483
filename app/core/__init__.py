"""Plain Python that imports nothing of ours."""
