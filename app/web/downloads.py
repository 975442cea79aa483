"""A file that is made for whoever asks: saved by the browser, never opened as a page of ours."""

import io

from flask import send_file
from werkzeug.wrappers import Response

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def download(content: bytes, name: str) -> Response:
    """`name`: with the ending that says what kind of file it is, one of TYPES."""
    kind = TYPES[name.rpartition(".")[2]]
    return send_file(io.BytesIO(content), mimetype=kind, as_attachment=True, download_name=name, etag=False)
