"""Report, figures: one module per kind, named after the question that its figure answers."""
