"""Series: clean frames in; safe, comparable figures for every area and period out."""
