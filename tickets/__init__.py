"""The single ticket store: commands change it, queries read it, the domain decides."""
