"""Report: views of one municipality in; one checked, accessible PDF out."""
