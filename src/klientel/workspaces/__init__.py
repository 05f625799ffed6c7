"""The bottom of the kernel: workspaces, users, members, teams, and the scope between firms."""
