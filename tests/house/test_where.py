"""What the documents say of the code is there: the table of docs/where.md, and every file of the app that is named."""

import ast
import re

from tests.house.source import ROOT

ROW = re.compile(r"\| (?P<question>.+\?) \| `(?P<file>[\w/.]+)` \| `(?P<name>[\w.]+)` \|")
NAMED = re.compile(r"`([\w/.-]+\.(?:py|html|css|toml))`")
CODE = ("app", "bench", "migrations", "scripts", "templates", "tests")
FEWEST = 20  # questions
DOCUMENTS = [file for folder in (".", "docs", "docs/decisions") for file in sorted((ROOT / folder).glob("*.md"))]


def rows() -> list[re.Match[str]]:
    lines = (ROOT / "docs" / "where.md").read_text(encoding="utf-8").splitlines()
    return [row for line in lines if (row := ROW.fullmatch(line))]


def names_in(body: list[ast.stmt], prefix: str = "") -> set[str]:
    """What a module or a class defines: functions, constants, classes and what stands in them."""
    found = set()
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(prefix + node.name)
        if isinstance(node, ast.ClassDef):
            found |= names_in(node.body, f"{prefix}{node.name}.")
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        found |= {prefix + one.id for one in targets if isinstance(one, ast.Name)}
    return found


def test_every_line_of_the_table_is_a_question_a_file_and_a_name():
    table = [line for line in (ROOT / "docs" / "where.md").read_text(encoding="utf-8").splitlines() if line[:1] == "|"]

    assert len(rows()) == len(table) - 2 >= FEWEST  # its heading and the line below
    assert (
        len({row["question"] for row in rows()}) == len({(row["file"], row["name"]) for row in rows()}) == len(rows())
    )


def test_what_answers_a_question_is_there():
    missing = [
        f"{row['file']} {row['name']}"
        for row in rows()
        if not (ROOT / row["file"]).is_file()
        or row["name"] not in names_in(ast.parse((ROOT / row["file"]).read_text(encoding="utf-8")).body)
    ]

    assert missing == []


def test_no_document_names_a_file_that_is_not_there():
    """In full, or from a room or a folder on, as a reader of that document knows it."""
    there = [f"/{file.relative_to(ROOT)}" for folder in CODE for file in (ROOT / folder).rglob("*")]
    there += [f"/{file.name}" for file in ROOT.iterdir()]

    missing = [
        f"{document.name}: {path}"
        for document in DOCUMENTS
        for path in NAMED.findall(document.read_text(encoding="utf-8"))
        if not any(file.endswith(f"/{path}") for file in there)
    ]

    assert missing == []
