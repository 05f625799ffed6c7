"""The room `views`: lists, layouts, search, the palette, and the pages every record type has."""
