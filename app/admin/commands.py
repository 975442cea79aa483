"""`flask mails`: the outbox from the machine, by the same rules as the page. It never shows what a letter says."""

from collections.abc import Callable
from datetime import datetime

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from app.admin.queries import outbox
from app.admin.queries.outbox import MailState
from app.admin.service import outbox as outbox_service
from app.admin.words.outbox import why_mail_stopped
from app.core import clock
from app.core.actor import Actor
from app.core.errors import DomainError
from app.core.roles import ScopeKind
from app.core.text import mask_email
from app.database import transaction
from app.models.notices import Mail
from app.notices.service import pause

# Whoever has the machine has the database; the log says that it was done there.
OPERATOR = Actor(name="Kommandolinjen", scopes=frozenset({ScopeKind.ADMINISTRATOR}))
STATES = {
    "waiting": MailState.WAITING,
    "failed": MailState.FAILED,
    "dropped": MailState.DROPPED,
    "sent": MailState.SENT,
}
MOST = 200
WHEN = "%Y-%m-%d %H:%M"


@click.command("mails")
@click.option("--state", type=click.Choice(list(STATES)), default="waiting", show_default=True, help="which to list")
@click.option("--to", default="", help="only those to this name or address, or a part of it")
@click.option("--again", type=int, metavar="ID", help="send one again that was refused, given up or stopped")
@click.option("--drop", type=int, metavar="ID", help="stop one that waits; needs --reason")
@click.option("--drop-before", metavar="TIME", help='stop all that wait and were written before "2026-11-21 10:00"')
@click.option("--reason", default="", help="why, for the log")
@click.option("--pause", "pausing", is_flag=True, help="let nothing leave but links to sign in")
@click.option("--release", is_flag=True, help="end the pause: what waits leaves")
@with_appcontext
def mails(
    *,
    state: str,
    to: str,
    again: int | None,
    drop: int | None,
    drop_before: str | None,
    reason: str,
    pausing: bool,
    release: bool,
) -> None:
    """List the mails that wait, were refused or given up, were dropped, or left; send again, stop, pause."""
    acts: list[Callable[[], str]] = []
    if again is not None:
        acts.append(lambda: _again(again))
    if drop is not None:
        acts.append(lambda: _drop(drop, reason))
    if drop_before is not None:
        acts.append(lambda: _drop_before(drop_before, reason))
    if pausing:
        acts.append(_pause)
    if release:
        acts.append(_release)
    if len(acts) > 1:
        raise click.UsageError("One act at a time: --again, --drop, --drop-before, --pause or --release.")
    with force_locale("nb"):
        if not acts:
            _list(STATES[state], to)
            return
        try:
            said = acts[0]()
        except DomainError as error:
            raise click.ClickException(f"{error.text} Nothing was changed.") from error
    click.echo(said)


def _list(state: MailState, to: str) -> None:
    began = pause.paused_at()
    if began is not None:
        click.echo(f"The outbox is paused since {_local(began)}: only links to sign in leave.")
    if to and len(to) < outbox.SHORTEST_SEARCH:
        raise click.UsageError(f"--to takes {outbox.SHORTEST_SEARCH} letters or more.")
    rows = outbox.mails(state, to=to, size=MOST)
    for mail in rows[:MOST]:
        to_whom = f"{mail.person.name if mail.person else '–'} <{mask_email(mail.address)}>"
        click.echo("\t".join([str(mail.id), _local(mail.created_at), mail.letter, to_whom, _how(mail)]))
    if len(rows) > MOST:
        click.echo(f"… and older ones: these are the newest {MOST}. Narrow it with --to.")
    if not rows:
        click.echo("None.")


def _how(mail: Mail) -> str:
    if mail.sent_at is not None:
        return f"taken by the mail server {_local(mail.sent_at)}"
    if mail.dropped_at is not None:
        return f"{_local(mail.dropped_at)} {why_mail_stopped(mail)}"
    return f"tries: {mail.tries}, next {_local(mail.due_at)}" + (f", {mail.last_error}" if mail.last_error else "")


def _again(mail_id: int) -> str:
    with transaction():
        outbox_service.send_again(OPERATOR, _mail(mail_id))
    return f"Mail {mail_id} is due again. What is no longer true is not sent; see --state dropped."


def _drop(mail_id: int, reason: str) -> str:
    with transaction():
        outbox_service.stop_mail(OPERATOR, _mail(mail_id), reason=reason)
    return f"Mail {mail_id} will not be sent."


def _drop_before(typed: str, reason: str) -> str:
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError as error:
        raise click.UsageError('--drop-before takes a time such as "2026-11-21 10:00" (Norwegian time).') from error
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=clock.OSLO)
    with transaction():
        number = outbox_service.stop_written_before(OPERATOR, aware, reason=reason)
    return f"{number} mails will not be sent."


def _pause() -> str:
    with transaction():
        outbox_service.pause_mails(OPERATOR)
    return "The outbox is paused: only links to sign in leave."


def _release() -> str:
    with transaction():
        outbox_service.release_mails(OPERATOR)
    return "The outbox is released: what waits leaves."


def _mail(mail_id: int) -> Mail:
    mail = outbox.mail(mail_id)
    if mail is None:
        raise click.ClickException(f"There is no mail {mail_id}.")
    return mail


def _local(at: datetime) -> str:
    return clock.local(at).strftime(WHEN)
