"""Demo-postkasse: every mail of the demo as its reader would see it, with working links. In demo mode only."""

from flask import Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.core.authz import require_sight
from app.demo.queries import postbox as kept
from app.demo.views.doors import bp
from app.web.security import CONTENT_SECURITY_POLICY

# A mail brings its own style and nothing else: no script, no picture, no form, and only our page may frame it.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
TO_THE_TOP = '<head><base target="_top">'


@bp.route("/demo/postkasse")
def postbox() -> ResponseReturnValue:
    require_sight(current_app.config["DEMO"])
    mails = kept.newest_mails()
    address = request.args.get("til", "")
    return render_template(
        "demo/postbox.html",
        mails=[mail for mail in mails if not address or mail.address == address],
        receivers=kept.mail_receivers(mails),
        address=address,
    )


@bp.route("/demo/postkasse/<key>")
def postbox_mail(key: str) -> ResponseReturnValue:
    require_sight(current_app.config["DEMO"])
    response = make_response(render_template("demo/postbox_mail.html", mail=kept.whole_mail(key)))
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return response


@bp.route("/demo/postkasse/<key>/innhold")
def postbox_body(key: str) -> ResponseReturnValue:
    """The HTML part alone, for the frame; its links open in the whole window."""
    require_sight(current_app.config["DEMO"])
    html = kept.whole_mail(key).html.replace("<head>", TO_THE_TOP, 1)
    return Response(html, mimetype="text/html", headers={"Content-Security-Policy": MAIL_POLICY})
