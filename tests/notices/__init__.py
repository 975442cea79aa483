"""What happens becomes mail: letters, outbox, clocks."""
