"""First path segments that no workspace may take as its slug, because the program uses them."""

RESERVED = frozenset(
    {
        ".well-known",
        "about",
        "admin",
        "api",
        "assets",
        "collab",
        "dev",
        "docs",
        "f",
        "favicon.ico",
        "feeds",
        "health",
        "help",
        "hooks",
        "imprint",
        "legal",
        "live",
        "login",
        "logout",
        "mail",
        "mcp",
        "me",
        "media",
        "new",
        "password",
        "portal",
        "privacy",
        "robots.txt",
        "s",
        "settings",
        "sign-in",
        "sign-up",
        "static",
        "status",
        "terms",
        "well-known",
        "workspaces",
        "www",
    }
)


def is_reserved(slug: str) -> bool:
    """Whether the slug is taken by the program itself."""
    return slug.lower() in RESERVED
