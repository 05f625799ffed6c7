"""Agent access: what a workspace holds and does, as tools of the Model Context Protocol."""
