"""What hangs on any record: its files; comments, mentions and watchers come with their step."""
