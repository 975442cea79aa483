"""Compares all pages and mails of the demo before and after: python -m scripts.compare_pages main .

Each tree is a folder or a git revision. Its own code loads its own demo, in a process of its own (both at a time) with
the clock standing still, and scripts/walk_pages.py writes down what the visitor and every demo person reach by
following links, and every mail that the worker sends. Tokens and hashes are left out. Prints which pages differ and
how, and ends with 1 if any does. Both trees run with the packages of this one. All people take some minutes on two
cores; --people randi.oppdikt --people hanne.figur fewer.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from difflib import unified_diff
from pathlib import Path
from urllib.parse import unquote

from app.config import SETTINGS
from scripts.prepare import ROOT
from scripts.terminal import Stop, carry_out, say

LINES_OF_DIFF = 30
LETTERS_OF_LINE = 300


def main() -> int:
    given = arguments()
    started = time.monotonic()
    with ExitStack() as until_done:
        scratch = given.keep or Path(until_done.enter_context(tempfile.TemporaryDirectory(prefix="medvirk-pages-")))
        names = {"before": given.before, "after": given.after}
        folders = [until_done.enter_context(tree_of(tree)) for tree in names.values()]
        options = [f"--same={given.same}", f"--readers={given.readers}", "--but", *given.but, "--people", *given.people]
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda name, folder: walk(folder, scratch / name, options), names, folders))
        for name, tree in names.items():
            say(f"{name}: {len(pages(scratch / name))} pages and mails of {tree}")
        say(f"{time.monotonic() - started:.0f} s")
        return compare(scratch / "before", scratch / "after", most=given.most)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.compare_pages", description=__doc__)
    parser.add_argument("before", help="a folder or a git revision")
    parser.add_argument("after", help="a folder or a git revision")
    parser.add_argument(
        "--but", action="append", default=[], metavar="NAME", help="leave out elements of this class or id"
    )
    parser.add_argument("--people", action="append", default=[], metavar="KEY", help="only this demo person, not all")
    parser.add_argument("--readers", type=int, default=1, help="how many people read the same address (1)")
    parser.add_argument("--same", type=int, default=1, help="how many pages of a kind each reads in any case (1)")
    parser.add_argument("--most", type=int, default=20, help="of how many pages the differences are shown (20)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the pages there, to look further")
    return parser.parse_args()


@contextmanager
def tree_of(tree: str) -> Iterator[Path]:
    """The folder of a tree; a revision is checked out beside this one for as long as it is needed."""
    if Path(tree).is_dir():
        yield Path(tree).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="medvirk-tree-") as scratch:
        folder = Path(scratch) / "tree"
        git("worktree", "add", "--quiet", "--detach", str(folder), tree)
        try:
            yield folder
        finally:
            git("worktree", "remove", "--force", str(folder))


def git(*words: str) -> None:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(f"git {' '.join(words[:2])}: {done.stderr.strip()}")


def walk(tree: Path, folder: Path, options: Sequence[str]) -> None:
    """The tree's app with our scripts, in a process whose only other difference is the folder it writes to."""
    if folder.exists():
        raise Stop(f"{folder} is there already.")
    built = tree / "app" / "static" / "dist"
    if not built.exists():
        shutil.copytree(ROOT / "app" / "static" / "dist", built)
    texts = str(tree / "app" / "translations")
    run([sys.executable, "-m", "babel.messages.frontend", "compile", "-d", texts], dict(os.environ))
    own = {setting.name for setting in SETTINGS}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    with tempfile.TemporaryDirectory(prefix="medvirk-path-") as path:
        (Path(path) / "app").symlink_to(tree / "app")
        (Path(path) / "scripts").symlink_to(ROOT / "scripts")
        environment = {**kept, "PYTHONPATH": path, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
        run([sys.executable, "-P", "-m", "scripts.walk_pages", str(folder), *options], environment)


def run(command: Sequence[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise Stop(f"{done.stdout.rstrip()}\n{command[-1]} could not be walked; what was said stands above.")


# --- Two folders of pages --------------------------------------------------------------------------------------------


def pages(folder: Path) -> dict[str, Path]:
    """Reader and address → the file with the page's lines."""
    return {str(file.relative_to(folder / "pages")): file for file in sorted((folder / "pages").rglob("*.txt"))}


def compare(before: Path, after: Path, *, most: int) -> int:
    """Say what differs: 1; or that nothing does: 0."""
    old, new = pages(before), pages(after)
    gone, came = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
    both = sorted(old.keys() & new.keys())
    differ = [name for name in both if old[name].read_bytes() != new[name].read_bytes()]
    for name in differ[:most]:
        say("\n".join(difference(old[name], new[name])))
    for name in differ[most:]:
        say(f"differs: {title(new[name])}")
    for name in gone:
        say(f"only before: {title(old[name])}")
    for name in came:
        say(f"only after: {title(new[name])}")
    say(f"{len(both)} pages and mails in both, {len(differ)} differ; {len(gone)} only before, {len(came)} only after.")
    return 1 if differ or gone or came else 0


def title(file: Path) -> str:
    """Who read it, and its address; or to whom and when a mail went, and its subject."""
    return f"{file.parent.name}: {unquote(file.stem)}"


def difference(old: Path, new: Path) -> list[str]:
    before, after = (file.read_text(encoding="utf-8").splitlines() for file in (old, new))
    lines = list(unified_diff(before, after, "before", "after", n=2, lineterm=""))
    more = [f"… {len(lines) - LINES_OF_DIFF} more lines"] if len(lines) > LINES_OF_DIFF else []
    shown = [line if len(line) <= LETTERS_OF_LINE else f"{line[:LETTERS_OF_LINE]}…" for line in lines[2:]]
    return [f"\n=== {title(new)}", *shown[:LINES_OF_DIFF], *more]


if __name__ == "__main__":
    sys.exit(carry_out(main))
