"""Medvirk: create_app() is the only place that knows every part; nobody imports from here."""

from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from app import cli, config, language, restore_lock
from app.accounts import views as accounts
from app.admin import views as admin
from app.core import logs
from app.councils import views as councils
from app.database import db, engine_options, prepare_engine
from app.demo import views as demo
from app.extensions import babel, csrf, limiter, login, mail, migrate
from app.files import views as files
from app.followups import views as followups
from app.inbox import views as inbox
from app.issues import views as issues
from app.meetings import views as meetings
from app.safety import views as safety
from app.site import views as site
from app.site.views import menu
from app.summaries import views as summaries
from app.votes import views as votes
from app.web import (
    components,
    context,
    ended_session,
    errors,
    filters,
    form_tickets,
    public,
    request_data,
    request_log,
    row_ids,
    security,
    titles,
)
from app.web.assets import Assets
from app.web.indentation import Unindented
from app.web.middleware import Middleware

ROOMS = (accounts, admin, councils, files, followups, inbox, issues, meetings, safety, site, summaries, votes)


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """The application, set up from the environment (see config.py); `overrides` win, for the tests."""
    settings = {**config.load_settings(), **(overrides or {})}
    if not settings["TESTING"]:
        logs.configure_logging(as_json=settings["LOG_AS_JSON"])
    app = Flask(
        __name__,
        instance_path=str(settings["INSTANCE"]),
        template_folder=str(config.ROOT / "templates"),
        static_folder=str(config.ROOT / "app" / "static"),
    )
    app.config.from_mapping(settings)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings["SQLALCHEMY_DATABASE_URI"])
    _templates(app)
    _extensions(app)
    request_data.install(app)
    row_ids.install(app)  # before the rooms: their addresses are read with it
    for room in ROOMS:
        app.register_blueprint(room.bp)
    if app.config["DEMO"] or app.config["TESTING"]:
        app.register_blueprint(demo.bp)
    for part in (components, context, ended_session, errors, filters, form_tickets, menu, public, security, titles):
        part.install(app)
    cli.install(app)
    _serve(app)
    request_log.install(app)
    return app


def _templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(Unindented)
    app.jinja_env.globals["asset"] = Assets(str(app.static_folder), reload=app.debug).asset


def _extensions(app: Flask) -> None:
    app.config["INSTANCE"].mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    with app.app_context():
        restore_lock.install(app, db.engine)  # first of all: nothing is opened while a restore runs
        prepare_engine(db.engine)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    limiter.init_app(app)
    mail.init_app(app)
    login.init_app(app)
    login.login_view = "accounts.sign_in"
    login.login_message = None
    babel.init_app(app, locale_selector=context.language_of_page)
    language.install(app)


def _serve(app: Flask) -> None:
    """Static files with far-away expiry for hashed names; the door; proxies trusted only as many as there are."""
    inner = WhiteNoise(
        app.wsgi_app,
        root=app.static_folder,
        prefix="static/",
        immutable_file_test=lambda _path, url: "/dist/" in url,
        autorefresh=app.debug or app.config["TESTING"],
    )
    middleware = Middleware(inner, app)
    app.wsgi_app = middleware  # type: ignore[method-assign]
    if app.config["PROXIES"]:
        hops = app.config["PROXIES"]
        app.wsgi_app = ProxyFix(middleware, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
