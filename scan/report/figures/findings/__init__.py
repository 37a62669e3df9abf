"""Report, figures, findings: the small charts of *de kern*, one per kind of finding."""
