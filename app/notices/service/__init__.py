"""What is done with notices and letters: recorded, gathered, rendered, sent, paused, printed, unsubscribed from."""
