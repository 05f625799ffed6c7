"""Who works here: sign-in, sessions, members, teams, and the settings of the firm."""
