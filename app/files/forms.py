"""The two fields of an attachment, for every form that takes one."""

from flask_babel import lazy_gettext as _l

from app.web.fields import Line, Upload


class AttachmentFields:
    """Mixed into a form before its own base: the file, and in words what a picture shows."""

    attachment = Upload(
        _l("Vedlegg"),
        hint=_l("PDF, bilde, tekst eller kontorfil, høyst 10 MB. Sted og kamera tas bort fra bilder."),
    )
    alt = Line(
        _l("Hva viser bildet?"),
        required=False,
        longest=300,
        guarded=True,
        hint=_l("Bare når vedlegget er et bilde. For dem som ikke ser det."),
    )
