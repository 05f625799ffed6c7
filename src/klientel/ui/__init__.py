"""The design system: components, page shell, icons, style and behaviour; knows no models."""
