"""Rules of letters, pure: is it still true, which step reminds whom, which addresses can be sent to."""
