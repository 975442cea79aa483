"""Rules about the code itself: what stands where, read from the syntax trees."""

import ast

from scripts import count_structure
from scripts.count_structure import Code, raised, says_what_it_raises
from tests.house.places import kind_of
from tests.house.source import APP, ROLE_QUESTIONS, Module, dotted, modules

LONGEST_FUNCTION = 40
# A sentence that says what the module is for ends as sentences do.
SENTENCE_ENDS = (".", "…", "?", "!", ")")


def functions(module: Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_every_module_opens_with_a_sentence_that_says_what_it_is_for():
    bad = [m.name for m in modules() if not (ast.get_docstring(m.tree) or "").rstrip().endswith(SENTENCE_ENDS)]

    assert bad == []


def lines_of_work(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From the first statement to the last; signature and docstring are no work."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_function_is_longer_than_forty_lines():
    long = [
        f"{module.at(node)} {node.name}: {length}"
        for module in modules()
        for node in functions(module)
        if (length := lines_of_work(node)) > LONGEST_FUNCTION
    ]

    assert long == []


def test_nothing_is_imported_inside_a_function():
    hidden = [
        module.at(inner)
        for module in modules()
        for node in functions(module)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_nobody_imports_from_the_factory():
    importers = [
        module.at(node)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "app" and any(a.name == "create_app" for a in node.names)
    ]

    assert importers == []


def test_only_commands_end_a_transaction_by_hand():
    """Pages and what runs by itself say `with transaction()`; who needs no writing ends a reading one."""
    commits = [
        f"{module.at(call)} {name}"
        for module in modules()
        if module.name != "app/database.py" and kind_of(module) != "commands"
        for name, call in module.calls()
        if name == "db.session.commit"
    ]

    assert commits == []


# Who acts in the demo is chosen, not allowed.
ASK_ROLES = ("app/core/", "app/access/", "app/demo/")


def test_what_somebody_is_decides_in_policies_only():
    asked = [
        f"{module.at(node)} {ast.unparse(node)}"
        for module in modules()
        if "policy" not in module.path.with_suffix("").parts and not module.name.startswith(ASK_ROLES)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in ROLE_QUESTIONS
    ]

    assert asked == []


def test_the_clock_is_asked_in_one_place():
    asked = [
        f"{module.at(call)} {name}"
        for module in modules()
        if module.name != "app/core/clock.py"
        for name, call in module.calls()
        if name in ("datetime.now", "datetime.utcnow", "date.today", "time.time", "datetime.today")
    ]

    assert asked == []


def test_settings_are_read_from_the_environment_in_one_place():
    """A program may give an environment to its children; only the configuration reads one."""
    given = {"os.environ.update", "os.environ.copy"}
    read = [
        module.at(node)
        for module in modules()
        if module.name != "app/config.py"
        for node in ast.walk(module.tree)
        if dotted(node) in ("os.environ", "os.getenv")
        and not any(node is call.func.value for name, call in module.calls() if name in given)
    ]

    assert read == []


def test_no_sql_is_pasted_together():
    pasted = [
        f"{module.at(call)} {name}"
        for module in modules()
        for name, call in module.calls()
        if name in ("text", "sa.text", "db.text", "exec_driver_sql") or name.endswith(".exec_driver_sql")
        for argument in call.args[:1]
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
        or (isinstance(argument, ast.Call) and ast.unparse(argument.func).endswith(".format"))
    ]

    assert pasted == []


# What is told to people is a translated sentence; what reads the trace stands in `detail`.
REFUSALS = {"DomainError", "Invalid", "Denied", "NotFound", "Conflict"}
# One sentence for all, by the class: what may not be seen is never told apart, nor what somebody else is for.
SAY_IT_THEMSELVES = {"NotFound", "Denied"}
# Two who write the same at once: nobody knows which rule they broke. Two who save, and the form shows both texts.
NOBODY_KNOWS = ("app/database.py", "app/core/optimistic_lock.py")


def told(name: str, call: ast.Call) -> list[ast.expr]:
    """What a refusal says to people."""
    if name in REFUSALS:
        return call.args[:1]
    return call.args[1:2] if name == "require" else []


def is_translated(text: ast.expr) -> bool:
    """A call, of gettext or of what words it, or a name; never a text as it stands."""
    parts = text.values if isinstance(text, ast.BoolOp) else [text]
    return all(isinstance(part, ast.Call | ast.Name | ast.Attribute) for part in parts)


def test_every_refusal_is_told_in_a_translated_sentence():
    bare = [
        module.at(call)
        for module in modules()
        for name, call in module.calls()
        if not all(is_translated(text) for text in told(name, call))
    ]

    assert bare == []


def says_something(error: ast.expr | None) -> bool:
    """Is it raised with a sentence, or is it no refusal of ours, or one that needs none?"""
    name = dotted(error.func if isinstance(error, ast.Call) else error) if error else ""
    if name not in REFUSALS - SAY_IT_THEMSELVES:
        return True
    return isinstance(error, ast.Call) and bool(error.args)


def test_a_refusal_is_raised_with_a_sentence_that_says_what_is_so():
    silent = [
        module.at(node)
        for module in modules()
        if module.name not in NOBODY_KNOWS
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Raise) and not says_something(node.exc)
    ]

    assert silent == []


# Forms show every place beside its field, and files say what to do with the file.
ASK_THE_GUARD = ("app/core/guard.py", "app/labels.py", "app/web/", "app/files/")


def test_what_cannot_be_sent_is_refused_by_one_function_of_the_guard():
    """`guard.refuse` or `guard.refusal_of`: nobody else says in words of their own what it found."""
    judged = [
        module.at(node)
        for module in modules()
        if not module.name.startswith(ASK_THE_GUARD)
        for node in ast.walk(module.tree)
        if getattr(node, "attr", getattr(node, "id", "")) in ("has_stop", "REFUSALS", "STOP")
    ]

    assert judged == []


# The shape of a form is said by its own validators; what a service refuses comes to it by `form.reject(error)`.
SET_ERRORS = ("app/web/fields.py", "app/web/forms.py")


def test_only_forms_set_the_errors_of_a_field():
    elsewhere = [
        module.at(node)
        for module in modules()
        if module.name not in SET_ERRORS and "forms" not in module.path.with_suffix("").parts
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in ("errors", "form_errors")
        if isinstance(node.ctx, ast.Store)
    ]

    assert elsewhere == []


def test_a_view_leaves_it_to_the_form_to_show_what_others_have_saved_meanwhile():
    """`form.carry_out`: who catches that alone forgets one of the two refusals, or the transaction."""
    caught = [
        module.at(node)
        for module in modules()
        if kind_of(module) == "views"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and node.type is not None and "Changed" in ast.unparse(node.type)
    ]

    assert caught == []


LONGEST_MEDIAN = 12


def test_a_view_is_a_short_page_of_the_manual():
    counted = count_structure.views(count_structure.Code.read(APP))

    assert counted["median lines of a view"] <= LONGEST_MEDIAN
    assert counted[f"views over {count_structure.LONGEST_VIEW}"] == []


TRANSLATES = {"_", "_l", "gettext", "lazy_gettext"}
SAY_AGAIN = "app/demo/"  # it writes as people do


def test_no_sentence_stands_in_two_modules():
    """Who changes it finds one: in the words of the room, or in those that several rooms share."""
    where: dict[str, set[str]] = {}
    for module in modules():
        for name, call in module.calls():
            if name in TRANSLATES and call.args and isinstance(call.args[0], ast.Constant):
                where.setdefault(str(call.args[0].value), set()).add(module.name)
    several = {
        text: sorted(names)
        for text, found in where.items()
        if len(names := {name for name in found if not name.startswith(SAY_AGAIN)}) > 1
    }

    assert several == {}


def test_a_public_function_says_what_it_raises():
    code = Code.read(APP)

    silent = [
        f"{module.name}.{function.name}"
        for module in code.modules.values()
        for function in module.public_functions
        if raised(function) and not says_what_it_raises(function)
    ]

    assert silent == []
