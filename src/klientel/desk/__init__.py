"""What a person has before them: the tray of their running jobs; later their day."""
