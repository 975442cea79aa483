"""Properties of the pure core are about answers, not about how busy the machine is."""

from hypothesis import settings

settings.register_profile("core", deadline=None)
settings.load_profile("core")
