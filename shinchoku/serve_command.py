"""serve: Datasette over the same file, read-only."""

import sys
from pathlib import Path

import click

from i18n import _
from shinchoku.context import Session
from shinchoku.speaking import say


@click.command(help=_("Show the book in the browser, read-only, to this machine unless told otherwise."))
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535), help=_("The port."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("The address to listen on."))
@click.option(
    "--password-file",
    metavar="FILE",
    type=click.Path(path_type=Path, readable=False),
    help=_("Ask everybody for the password whose hash is in FILE."),
)
@click.option(
    "--make-password",
    metavar="FILE",
    type=click.Path(path_type=Path, readable=False),
    help=_("Ask for a new password, keep its hash in FILE for --password-file, and end."),
)
@click.option("--allow-remote", is_flag=True, help=_("Let other machines see the book without a password."))
@click.pass_obj
def serve(
    session: Session,
    port: int,
    host: str,
    password_file: Path | None,
    make_password: Path | None,
    allow_remote: bool,
) -> int:
    if make_password is not None:
        return _make_password(make_password)
    from web.passwords import read_password_file
    from web.serving import serve as serve_book

    password_hash = None if password_file is None else read_password_file(password_file)
    session.book().close()

    return serve_book(
        session.path,
        host=host,
        port=port,
        allow_remote=allow_remote,
        password_hash=password_hash,
        ready=lambda url: say(_("The book is at {url} (Ctrl+C to stop)").format(url=url)),
    )


def _make_password(path: Path) -> int:
    """Ask twice at a terminal; a script gives the password on its standard input."""
    from web.passwords import write_password_file

    if sys.stdin.isatty():
        password = click.prompt(
            _("New password"), hide_input=True, confirmation_prompt=_("Once more"), err=True
        )
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    write_password_file(path, password)
    say(
        _("Kept in {path}. Serve with: shinchoku serve --host ADDRESS --password-file {path}").format(
            path=path
        )
    )
    return 0
