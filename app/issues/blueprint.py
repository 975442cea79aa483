"""The blueprint of the issues, and the one way from an address to an issue that the reader may see."""

from flask import Blueprint

bp = Blueprint("issues", __name__)
