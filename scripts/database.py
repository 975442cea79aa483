"""Brings the demo's database to date in one process: migrations, registers, and the demo data the first time."""

from flask.cli import ScriptInfo

from wsgi import app

COMMANDS = (["db", "upgrade"], ["import-registers"], ["demo"])


def main() -> None:
    for command in COMMANDS:
        app.cli.main(args=command, prog_name="flask", standalone_mode=False, obj=ScriptInfo(create_app=lambda: app))


if __name__ == "__main__":
    main()
