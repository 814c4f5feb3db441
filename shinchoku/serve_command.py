"""serve: Datasette over the same file, read-only."""

import click

from i18n import _
from shinchoku.context import Session
from shinchoku.speaking import say


@click.command(help=_("Show the book in the browser, read-only, to this machine unless told otherwise."))
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535), help=_("The port."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("The address to listen on."))
@click.option("--allow-remote", is_flag=True, help=_("Let other machines see the book without a password."))
@click.pass_obj
def serve(session: Session, port: int, host: str, allow_remote: bool) -> int:
    session.book().close()
    from web.serving import serve as serve_book

    return serve_book(
        session.path,
        host=host,
        port=port,
        allow_remote=allow_remote,
        ready=lambda url: say(_("The book is at {url} (Ctrl+C to stop)").format(url=url)),
    )
