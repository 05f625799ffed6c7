"""Products that somebody means by a few letters."""

from __future__ import annotations

from klientel.billing.models import Product
from klientel.kit.text import fold
from klientel.views.search import search
from klientel.workspaces.actor import Actor

#: offered while somebody types
OFFERED = 8


def products_like(actor: Actor, text: str, most: int = OFFERED) -> list[Product]:
    """Products on offer that a text finds by name or number, the best first."""
    if not text.strip():
        return []
    # of twice as many, since some may be offered no more
    hits = [hit.id for hit in search(actor, text, ["product"], limit=2 * most)]
    rows = Product.objects.visible_to(actor).filter(pk__in=hits, is_active=True)
    known = {one.pk: one for one in rows}
    return [known[key] for key in hits if key in known][:most]


def product_meant(actor: Actor, text: str) -> Product | None:
    """The one product that a text means: by its number or name, or as the only one that holds all
    of its words. None where it may be several, or something that is no product.
    """
    wanted = fold(text)
    found = products_like(actor, text)
    for one in found:
        if wanted in (fold(one.number), fold(one.name)):
            return one
    holding = [one for one in found if all(word in fold(one.name) for word in wanted.split())]
    return holding[0] if len(holding) == 1 else None
