"""The dialogue: what to answer, when to ask back, and when to call a person."""
