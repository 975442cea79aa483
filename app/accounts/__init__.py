"""Who one is: sign-in, devices, invitation, own settings."""
