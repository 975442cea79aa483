"""Who sees what, and who somebody is today."""
