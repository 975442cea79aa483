"""Says which texts of the screens have no finished nynorsk: missing, empty, fuzzy, or with other gaps than the text."""

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from scripts.messages import CATALOGUES, extract

COMPLETE = ("nn",)
GAP = re.compile(r"%\((\w+)\)[sd]")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template, lines=True)
        wanted = read(template)
    faults = [fault for locale in COMPLETE for fault in faults_of(wanted, locale)]
    for fault in faults:
        print(fault)
    print(f"{len(wanted)} texts, {len(faults)} of them not finished in {', '.join(COMPLETE)}.")
    return 1 if faults or not len(wanted) else 0


def faults_of(wanted: Catalog, locale: str) -> Iterator[str]:
    file = CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
    catalogue = read(file) if file.exists() else Catalog(locale=locale)
    for message in wanted:
        if message.id and (why := fault_of(message, catalogue.get(message.id, message.context))):
            place = "{}:{}".format(*message.locations[0]) if message.locations else "?"
            yield f"{place}: {locale}: {why}: {first(message.id)!r}"


def fault_of(message: Message, translation: Message | None) -> str | None:
    if translation is None:
        return "missing"
    if translation.fuzzy:
        return "fuzzy"
    if not all(forms(translation.string)):
        return "empty"
    if gaps(*forms(translation.string)) != gaps(*forms(message.id)):
        return "other gaps than the text"
    return None


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Singular and plural, or the one form there is."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def gaps(*texts: str) -> set[str]:
    return {gap for text in texts for gap in GAP.findall(text)}


def first(text: str | list[str] | tuple[str, ...]) -> str:
    return forms(text)[0]


def read(file: Path) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream)


if __name__ == "__main__":
    sys.exit(main())
