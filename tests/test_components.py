"""The components page renders every macro in a bare, strict environment: nothing reaches for what it was not given."""

import json
import os
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.web.assets import Assets, AssetsMissing
from app.web.components import register_components

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
ERRORS = [403, 404, 409, 413, 422, 429, 500, 503]
Render = Callable[..., str]


def choices(**words: str) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in words.items()]


class Story(TextAreaField):
    longest = 4000


class Title(StringField):
    longest = 120


class SampleForm(Form):
    body = Story("Hva skjer?", [InputRequired("Skriv hva som skjer.")])
    title = Title("Kort tittel", [InputRequired("Skriv en kort tittel.")])
    theme = SelectField(
        "Tema",
        [InputRequired("Velg et tema.")],
        choices=[SelectChoice("", "Velg tema"), *choices(apning="Åpningstid og publikumsmottak", tolk="Tolk")],
    )
    kind = RadioField(
        "Hva slags innspill?",
        [InputRequired("Velg hva slags innspill det er.")],
        choices=choices(problem="Noe som ikke virker", proposal="Et forslag", question="Et spørsmål"),
    )
    affected = SelectMultipleField(
        "Hvem gjelder det?",
        choices=choices(young="Ungdom", old="Eldre", sami="Samiske brukere", parents="Barnefamilier"),
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    due = DateField("Når bør det være på plass?")
    attachment = FileField("Vedlegg")
    consent = BooleanField("Navnet mitt kan stå på den offentlige siden")
    words = StringField("Ord i teksten")
    state = SelectField("Tilstand", choices=[SelectChoice("", "Alle"), *choices(open="Hos utvalget")])


class Page(HTMLParser):
    """What a reader with a screen reader depends on: ids, labels, references."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, attribute: str, *tags: str) -> list[str]:
        return [
            values[attribute] or "" for tag, values in self.tags if attribute in values and (not tags or tag in tags)
        ]


def link(label: str, *, current: bool = False) -> SimpleNamespace:
    return SimpleNamespace(label=label, url=f"/{label.lower()}", current=current)


@pytest.fixture
def render() -> Render:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True, extensions=["jinja2.ext.i18n"]
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        N_=str,
        asset=lambda name: f"/static/dist/{name}",
        url_for=lambda endpoint, **values: f"/{endpoint}",
        get_flashed_messages=lambda with_categories=False: [("success", "Lagret.")],
        actor=lambda: SimpleNamespace(is_authenticated=True, name="Kari Eksempel", person_id=1),
        csrf_token=lambda: "token",
        matter=lambda title: "",
        owner=SimpleNamespace(email="kontakt@demo.invalid", phone="00 00 00 00"),
    )
    register_components(env)

    def render(template: str, **context: Any) -> str:
        nav = [link("Oversikt", current=True), link("Innspill")]
        return env.get_template(template).render(**{"locale": "nb", "nav": nav, "unread": 3, **context})

    return render


def components(render: Render, sample: Form | None = None) -> Page:
    council = SimpleNamespace(name="Brukerutvalget ved Nav Tønsberg")
    links = [link("Innspill", current=True), link("Møter")]
    return Page(render("site/components.html", council=council, council_nav=links, sample=sample or SampleForm()))


def test_every_component_is_shown_on_the_components_page() -> None:
    page = (TEMPLATES / "site" / "components.html").read_text(encoding="utf-8")

    missing = {path.stem for path in COMPONENTS if not re.search(rf"\b{path.stem}\(", page)}

    # The layout shows the first, the other components the second; the third wraps guard_box with the app's own words.
    assert missing <= {"error_summary", "icon", "guarded", "merge"}


def test_the_components_page_has_one_heading_one_main_and_unique_ids(render: Render) -> None:
    page = components(render)

    names = [tag for tag, _ in page.tags]
    ids = page.all("id")
    assert (names.count("h1"), names.count("main")) == (1, 1)
    assert len(ids) == len(set(ids))


def test_every_reference_between_elements_leads_somewhere(render: Render) -> None:
    sample = SampleForm(data={})
    sample.validate()

    page = components(render, sample)

    references = ("for", "aria-describedby", "aria-labelledby", "popovertarget", "data-counter")
    wanted = {id for attribute in references for value in page.all(attribute) for id in value.split()}
    assert wanted <= set(page.all("id"))


def test_every_input_has_a_label(render: Render) -> None:
    page = components(render)

    fields = [values for tag, values in page.tags if tag in ("input", "select", "textarea")]
    inputs = {values["id"] for values in fields if values.get("type") != "hidden"}
    assert inputs
    assert inputs <= set(page.all("for"))


def test_an_error_stands_beside_its_field_and_in_the_summary_and_in_the_title(render: Render) -> None:
    form = SampleForm(data={})
    form.validate()

    html = render("site/components.html", council_name="Utvalget", sample=form, form=form)

    assert "<title>Feil: Komponenter" in html
    assert html.count("Skriv en kort tittel.") == 2
    assert 'href="#title"' in html
    assert re.search(r'<input[^>]*aria-invalid="true"[^>]*id="title"', html)


def test_what_people_type_is_never_markup(render: Render) -> None:
    form = SampleForm(data={"title": '"><script>alert(1)</script>'})

    html = render("site/components.html", council_name="<script>", sample=form)

    assert "<script>" not in html


def test_no_page_needs_what_the_content_policy_forbids() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        inline = re.findall(r"\sstyle=|\son\w+=|hx-on|[\"']js:|javascript:|<script(?! type=\"module\" src=)", text)
        is_mail = path.name == "email.html" or "emails" in path.parts
        assert not inline, f"{path.name}: {inline}"
        assert is_mail or "<style" not in text, path.name


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_gives_back_what_was_typed(render: Render, code: int) -> None:
    html = render(
        f"errors/{code}.html",
        message="Slik er det nå.",
        typed=[{"name": "text", "label": "Svar", "text": "Vi prøver åpent til 18."}],
    )

    assert "Vi prøver åpent til 18." in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_needs_nothing_but_the_layouts_own_values(render: Render, code: int) -> None:
    assert "Til forsiden" in render(f"errors/{code}.html", message="Slik er det nå.", nav=[], unread=0)


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    known = {*json.loads((ROOT / "frontend" / "icons.json").read_text(encoding="utf-8")), "Mark"}

    used = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'icon(?:_name)?(?:\(|=)"([A-Z]\w+)"', path.read_text(encoding="utf-8"))
    }

    assert used
    assert used <= known


def test_every_class_of_the_design_system_in_use_is_in_our_style() -> None:
    parts = set(re.findall(r"designsystemet-css/([a-z-]+)\.css", (ROOT / "frontend/css/system.css").read_text("utf-8")))

    pages = [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")]
    used = {name for page in pages for value in re.findall(r'class="([^"]*)"', page) for name in value.split()}

    classes = {name.removeprefix("ds-") for name in used if name.startswith("ds-")}
    assert classes
    assert classes <= parts


def test_a_changed_component_is_seen_where_templates_are_reloaded(tmp_path: Path) -> None:
    file = tmp_path / "components" / "mark.html"
    file.parent.mkdir()
    file.write_text("{% macro mark() %}old{% endmacro %}", encoding="utf-8")
    env = Environment(loader=FileSystemLoader(tmp_path), auto_reload=True)
    register_components(env)
    page = env.from_string("{{ mark() }}")
    before = page.render()

    file.write_text("{% macro mark() %}new{% endmacro %}", encoding="utf-8")
    os.utime(file, (0, 0))

    assert (before, page.render()) == ("old", "new")


def test_an_asset_is_found_by_its_plain_name(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "manifest.json").write_text('{"app.css": "app-1A.css"}', encoding="utf-8")

    assert Assets(tmp_path).asset("app.css") == "/static/dist/app-1A.css"


def test_in_development_a_new_build_is_seen_at_once(tmp_path: Path) -> None:
    manifest = tmp_path / "dist" / "manifest.json"
    manifest.parent.mkdir()
    manifest.write_text('{"app.css": "app-1A.css"}', encoding="utf-8")
    fresh, kept = Assets(tmp_path, reload=True), Assets(tmp_path)
    before = fresh.asset("app.css"), kept.asset("app.css")

    manifest.write_text('{"app.css": "app-2B.css"}', encoding="utf-8")

    assert before == ("/static/dist/app-1A.css", "/static/dist/app-1A.css")
    assert fresh.asset("app.css") == "/static/dist/app-2B.css"
    assert kept.asset("app.css") == "/static/dist/app-1A.css"


def test_a_front_end_that_is_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="npm run build"):
        Assets(tmp_path).asset("app.css")


def test_a_mail_says_its_language_and_fetches_nothing(render: Render) -> None:
    given = {"action_url": "https://medvirk.example/innspel", "why": "Du får denne …", "on_replies": "Ring oss."}

    html = render("layouts/email.html", locale="nn", **given)

    assert '<html lang="nn">' in html
    assert "Åpne i Medvirk" in html
    assert "<p>Ring oss.</p>" in html
    assert not re.findall(r"<(?:img|link|script)|url\(", html)


def test_a_page_for_paper_has_no_menu(render: Render) -> None:
    html = render("layouts/print.html")

    assert "<main" in html
    assert "site-menu" not in html
