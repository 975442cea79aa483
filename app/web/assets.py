"""The names of built front-end files: a page asks for "app.css", the browser gets the file with a hash in its name."""

import json
from pathlib import Path

MANIFEST = Path("dist", "manifest.json")


class AssetsMissing(RuntimeError):
    """The front end has not been built, or was built without this file."""


class Assets:
    """Reads the manifest that the build writes; once, or in development anew each time it has changed."""

    def __init__(self, static_folder: Path | str, *, url_prefix: str = "/static", reload: bool = False) -> None:
        self._manifest = Path(static_folder) / MANIFEST
        self._url_prefix = url_prefix.rstrip("/")
        self._reload = reload
        self._names: dict[str, str] = {}
        self._read_at_ns = 0

    def asset(self, name: str) -> str:
        """The address of a built file: "app.css" becomes "/static/dist/app-3F2A.css".

        Raises AssetsMissing for a file that was not built.
        """
        names = self._current()
        if name not in names:
            raise AssetsMissing(f'The front end has no "{name}". Build it: npm run build.')
        return f"{self._url_prefix}/dist/{names[name]}"

    def _current(self) -> dict[str, str]:
        if self._names and not self._reload:
            return self._names
        try:
            changed_ns = self._manifest.stat().st_mtime_ns
            if changed_ns != self._read_at_ns:
                self._names = json.loads(self._manifest.read_text(encoding="utf-8"))
                self._read_at_ns = changed_ns
        except FileNotFoundError as missing:
            raise AssetsMissing("The front end is not built yet. Build it: npm ci && npm run build.") from missing
        return self._names
