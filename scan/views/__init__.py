"""Views: figures of one area in; displayed values and Dutch sentences out."""
