"""What a firm keeps: base class, spine, registry, fields, actions, search rows and trash."""
