"""The page of an office's emergency telephone: the way that cannot wait, shown where people write."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.core.authz import require
from app.core.errors import Invalid
from app.core.versions import Changed
from app.councils import office_roles, policy, queries
from app.councils.blueprint import bp
from app.councils.forms import PhoneForm
from app.database import transaction
from app.web.actor import current_actor
from app.web.forms import page_status


@bp.route("/kontor/<slug>/vakttelefon", methods=["GET", "POST"])
@login_required
def emergency_phone(slug: str) -> ResponseReturnValue:
    """Set, changed, or taken away by leaving it empty."""
    actor = current_actor()
    office = queries.office(slug)
    require(policy.can_set_phone(actor, office.id))
    form = PhoneForm(phone=office.emergency_phone)
    form.changes({"phone": office.emergency_phone})
    if form.validate_on_submit():
        try:
            with transaction():
                office_roles.set_emergency_phone(actor, office, form.phone.data or None, base=form.base)
        except Changed as error:
            form.merge(error)
        except Invalid as error:
            form.reject(error)
        else:
            flash(_("Vakttelefonen er lagret."), "success")
            return redirect(url_for("councils.office", slug=slug), 303)
    return render_template("councils/phone.html", office=office, form=form), page_status(form)
