"""Ready set-ups to start from: here the sample workspaces."""
