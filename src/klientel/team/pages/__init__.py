"""The pages of the room: signing in, the own things under `/me/`, the settings of the firm."""
