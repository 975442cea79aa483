"""The pages of issues."""

from flask import Blueprint

bp = Blueprint("issues", __name__)
