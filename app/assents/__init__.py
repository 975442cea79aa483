"""A yes that an act waits for: of a second on the user side, or of the user side to what is proposed for it."""
