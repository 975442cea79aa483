"""The place of a module says its kind: which kinds there are, and what each may not hold.

A room keeps each kind in one module (`policy.py`) or in a package of modules (`service/answers.py`).
"""

import ast
from collections.abc import Iterator

from tests.house.source import Module, dotted

# What everything else stands on; a directory or module here is one kind in itself.
FLOORS = frozenset(
    {
        "__init__",
        "access",
        "cli",
        "config",
        "core",
        "database",
        "extensions",
        "labels",
        "language",
        "models",
        "restore_lock",
    }
    | {"notices", "paper", "search", "web", "worker"}
)
KINDS = ("policy", "queries", "service", "due", "forms", "views", "words", "commands", "data")

PAGE = frozenset({"request", "flash", "current_user", "form", "view", "web"})
END = frozenset({"transaction", "commit"})
# What a module of each kind may not hold; a package `data` holds no code.
REFUSED = {
    "policy": PAGE | END | {"database", "clock"},
    "queries": PAGE | END | {"write"},
    "service": PAGE | END,
    "due": PAGE | END,
    "words": PAGE | END | {"database"},
    "forms": END | {"view", "database"},
    "views": frozenset({"commit", "query"}),
    "commands": PAGE,
}
# The least that breaks each of these rules, for a copy of a module.
BREAKS = {
    "request": "from flask import request",
    "flash": "from flask import flash",
    "current_user": "from flask_login import current_user",
    "form": "from app.issues.forms.posting import PostForm",
    "view": "from app.issues.views import bp",
    "web": "from app.web.actor import current_actor",
    "transaction": "from app.database import transaction",
    "commit": "db.session.commit()",
    "database": "from app.database import db",
    "clock": "clock.today()",
    "write": "db.session.add(object())",
    "query": "db.session.scalars(select(object))",
}

OF_THE_PAGE = {"request": {"request", "session", "g", "redirect", "render_template", "abort"}, "flash": {"flash"}}
FORMS = ("flask_wtf", "wtforms")
QUERIES = {"execute", "scalar", "scalars", "get", "query", "get_one", "stream"}
WRITES = {"add", "add_all", "delete", "merge", "flush"}


def room_of(module: Module) -> str:
    """The room or floor a module lies in: the name right under `app`."""
    return module.path.stem if len(parts := module.name.split("/")) == 2 else parts[1]


def kind_of(module: Module) -> str | None:
    """The kind that the place of a module says, in a room or on a floor that has such; none when it is misplaced.

    `web` is what all pages are made of, the transaction of a form as well: its modules are of no kind.
    """
    parts = module.name.removesuffix(".py").split("/")
    return parts[2] if room_of(module) != "web" and len(parts) > 2 and parts[2] in KINDS else None


def refused_in(kind: str, tree: ast.Module) -> set[str]:
    """What a module of the kind holds against the rules; keys of BREAKS."""
    return REFUSED.get(kind, frozenset()) & set(_held(tree))


def _held(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from _imported(node.module, {alias.name for alias in node.names})
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield from _imported(alias.name, set())
        elif isinstance(node, ast.Call):
            yield from _called(dotted(node.func))


def _imported(module: str, names: set[str]) -> Iterator[str]:
    places = module.split(".") if module.startswith("app.") else []
    if module == "flask":
        yield from (rule for rule, taken in OF_THE_PAGE.items() if taken & names)
    if module.split(".")[0] == "flask_login":
        yield "current_user"
    if module.split(".")[0] in FORMS or "forms" in places or (len(places) == 2 and "forms" in names):
        yield "form"
    if "views" in places or (len(places) == 2 and "views" in names):
        yield "view"
    if places[:2] == ["app", "web"]:
        yield "web"
    if module == "app.database":
        yield "database"
        yield from {"transaction"} & names


def _called(name: str) -> Iterator[str]:
    session, _, method = name.rpartition(".")
    if method in ("commit", "rollback"):
        yield "commit"
    if name in ("clock.now", "clock.today"):
        yield "clock"
    if name == "transaction":
        yield "transaction"
    if session == "db.session":
        yield from ("write" for _ in {method} & WRITES)
        yield from ("query" for _ in {method} & QUERIES)
