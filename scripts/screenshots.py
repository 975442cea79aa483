"""The pictures of the house as people see it: README's one, and every main page in four views for whoever designs.

`make screenshots` writes docs/screenshot.png and, beside it in instance/screenshots, the main pages at 390 and
1280 px, light and dark.
"""

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from app import create_app

ROOT = Path(__file__).resolve().parent.parent
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
VIEWS = [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
PAGES = {
    None: ["/", "/nn/", "/en/", "/?q=Troms", "/om", "/logg-inn", "/demo", "/utvalg/nav-tonsberg", "/sammendrag"],
    "randi.oppdikt": ["/min-side", "/innspill", "/innspill/nytt", "/venter", "/varsler", "/innspill/2026-0014"],
    "marit.eksempel": ["/min-side", "/utvalg/nav-tonsberg/styre", "/utvalg/nav-tonsberg/moter"],
    "hanne.figur": ["/min-side", "/venter"],
    "turid.koordinat": ["/min-side", "/utvalgene"],
}
SHOWN = ("randi.oppdikt", "/innspill/2026-0014")


def main() -> int:
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if executable is None:
        print("No Chromium was found. Install it: apt-get install chromium")
        return 1
    album = ROOT / "instance" / "screenshots"
    album.mkdir(parents=True, exist_ok=True)
    with served() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, chromium_sandbox=False, args=QUIET)
        show(browser, base, ROOT / "docs" / "screenshot.png")
        for width, scheme in VIEWS:
            for who, paths in PAGES.items():
                page = sit(browser, base, who, width, scheme)
                for path in paths:
                    page.goto(base + path)
                    name = path.strip("/").replace("/", "-").replace("?", "") or "front"
                    page.screenshot(path=album / f"{who or 'visitor'}-{name}-{width}-{scheme}.png", full_page=True)
                page.context.close()
        browser.close()
    print(f"docs/screenshot.png, and the pages in {album.relative_to(ROOT)}")
    return 0


def show(browser: Browser, base: str, file: Path) -> None:
    """README's picture: what meets the eye on one issue, on a wide screen."""
    who, path = SHOWN
    page = sit(browser, base, who, 1280, "light")
    page.goto(base + path)
    page.screenshot(path=file)
    page.context.close()


def sit(browser: Browser, base: str, who: str | None, width: int, scheme: str) -> Page:
    """A browser of that width and scheme, signed in by the demo's door."""
    height = 844 if width < 600 else 960
    dark = scheme == "dark"
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale="nb-NO"
    )
    page = context.new_page()
    if who is not None:
        page.goto(f"{base}/demo")
        page.evaluate(
            "key => { const door = document.querySelector(`button[value='${key}']`); door.form.requestSubmit(door) }",
            who,
        )
        page.wait_for_url("**/min-side")
    return page


@contextmanager
def served() -> Iterator[str]:
    """The demo in a scratch folder, on a free port."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(MEDVIRK_ENV="demo", INSTANCE_PATH=folder, DATABASE_URL=f"sqlite:///{folder}/demo.db")
        app = create_app()
        runner = app.test_cli_runner()
        for command in (["db", "upgrade"], ["import-registers"], ["demo"]):
            done = runner.invoke(args=command)
            if done.exit_code:
                raise SystemExit(done.output)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


if __name__ == "__main__":
    sys.exit(main())
