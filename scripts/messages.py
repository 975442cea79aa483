"""make messages: collects every text of the screens into the catalogues, where the missing translations then stand."""

import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.prepare import ROOT

CATALOGUES = ROOT / "app" / "translations"
LOCALES = ("nn", "en")
KEYWORDS = ("_l", "lazy_gettext", "lazy_ngettext:1,2")


def extract(template: Path, *, lines: bool) -> None:
    """Write all message ids of Python code and templates into a catalogue template.

    Catalogues name files without lines: else every change of code would change them too.
    """
    keywords = [part for keyword in KEYWORDS for part in ("-k", keyword)]
    command = ["extract", "-F", "pyproject.toml", *keywords, "--sort-by-file", "--project", "Medvirk"]
    pybabel(*command, f"--add-location={'full' if lines else 'file'}", "-o", str(template), ".")


def update(template: Path) -> None:
    for locale in LOCALES:
        exists = (CATALOGUES / locale / "LC_MESSAGES" / "messages.po").exists()
        keep = ["--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date"] if exists else []
        verb = "update" if exists else "init"
        pybabel(verb, "-i", str(template), "-d", str(CATALOGUES), "-l", locale, "--no-wrap", *keep)


def pybabel(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", "-q", *arguments], cwd=ROOT, check=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template, lines=False)
        update(template)


if __name__ == "__main__":
    main()
